/**
 * Networks that were recorded, shown as if they were there: for looking at what happened, and for trying Vitrine without any
 * privilege. The folder of a recording holds {@code recording.json} (machines, networks, and which file has whose frames) and a
 * capture file for each vNIC.
 */
package org.vitrine.hypervisor.recording;
