/**
 * The one JSON form of contract values: on the local socket, in files and where commands print it. Plain Java, no framework.
 */
package org.vitrine.json;
