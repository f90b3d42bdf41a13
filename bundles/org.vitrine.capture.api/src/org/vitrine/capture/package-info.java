/**
 * Frames of vNICs and who looks at them: what views and commands ask. Backends and stages, which stand in the packets' way,
 * implement {@link org.vitrine.capture.spi}.
 */
package org.vitrine.capture;
