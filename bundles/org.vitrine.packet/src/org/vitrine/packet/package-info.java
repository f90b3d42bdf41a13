/**
 * Frames and the headers in them, seen and changed in place.
 *
 * <p>Plain Java without dependencies. {@link org.vitrine.packet.Packet} takes a frame apart; {@link org.vitrine.packet.PacketBuilder}
 * puts one together; the classes between are flyweights: each shows one header where it lies in a {@code MemorySegment}. A flyweight
 * is made once and laid over one frame after the other, so that looking at packets allocates nothing. None is thread-safe.
 * {@link org.vitrine.packet.PacketCheck} says what is wrong with a frame, and where.
 *
 * <p>What changes a field of a header keeps that header's own checksum right (RFC 1624); what {@code Packet} changes, such as an
 * address, keeps every checksum right that covers it.
 *
 * <p>Ethernet addresses are {@code long}s with 48 bits, IPv4 addresses {@code int}s, IPv6 addresses two {@code long}s, all with the
 * byte that comes first on the wire in the highest place. What a header calls a length is never trusted: no read goes beyond the
 * bytes that were captured.
 */
package org.vitrine.packet;
