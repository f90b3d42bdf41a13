/** Capture files in libpcap's classic format (draft-ietf-opsawg-pcap), read and written without allocating for each packet. */
package org.vitrine.packet.pcap;
