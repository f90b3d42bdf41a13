/** For tests in a framework: waiting for what must come, services, and swapping bundles until nothing is left of the old. */
package org.vitrine.testkit;
