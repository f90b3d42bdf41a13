/** The settings of a runtime: what can be set, what is set, and whether a file is good. */
package org.vitrine.runtime.config;
