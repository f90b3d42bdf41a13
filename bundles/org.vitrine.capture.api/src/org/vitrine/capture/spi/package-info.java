/**
 * What stands in the packets' way: backends that read frames, stages that look at them.
 *
 * <p>Frames flow down one thread per pipeline and are never copied to be looked at.
 */
package org.vitrine.capture.spi;
