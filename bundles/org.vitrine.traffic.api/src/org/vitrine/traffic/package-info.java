/** Who talks to whom, and how much: rates per vNIC, remote address, protocol and port over a sliding window; flows. */
package org.vitrine.traffic;
