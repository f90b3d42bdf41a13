/** What a data plane provider implements: it makes one kind of kernel or switch do what is declared. */
package org.vitrine.dataplane.spi;
