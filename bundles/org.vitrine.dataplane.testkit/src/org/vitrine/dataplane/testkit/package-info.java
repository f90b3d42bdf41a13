/** The contract of data plane providers as tests, on a small network of real interfaces. */
package org.vitrine.dataplane.testkit;
