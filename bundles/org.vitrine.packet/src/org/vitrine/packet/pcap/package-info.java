/**
 * Capture files: libpcap's classic format (draft-ietf-opsawg-pcap) and pcapng (draft-ietf-opsawg-pcapng), read and written without
 * allocating for each packet. {@link org.vitrine.packet.pcap.CaptureReader#open} reads any of them.
 */
package org.vitrine.packet.pcap;
