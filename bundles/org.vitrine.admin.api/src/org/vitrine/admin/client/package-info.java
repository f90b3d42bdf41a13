/** A client of the administration protocol that survives lossy paths. Plain Java, no framework. */
package org.vitrine.admin.client;
