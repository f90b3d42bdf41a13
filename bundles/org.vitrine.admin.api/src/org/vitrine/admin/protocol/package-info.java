/**
 * The administration protocol, version 1, byte for byte (paper 000, "Administration"). Plain Java, no framework; integers are
 * big-endian; decoding and encoding allocate nothing.
 */
package org.vitrine.admin.protocol;
