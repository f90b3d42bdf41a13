/** Whether the services run in this process or in a runtime elsewhere; in-process contracts of a workbench. */
package org.vitrine.runtime.connection;
