/** Who talks to whom, and how much: rates per vNIC and remote address over a sliding window. */
package org.vitrine.traffic;
