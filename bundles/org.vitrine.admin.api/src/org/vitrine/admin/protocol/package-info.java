/**
 * The administration protocol, versions 1 and 2, byte for byte (paper 000, "Administration"). Plain Java, no framework; integers are
 * big-endian; what a stranger can make the server do allocates nothing but the
 * 48 bytes in which Java's HMAC gives its result.
 */
package org.vitrine.admin.protocol;
