/**
 * What the network is told to do, as declarations: the data plane owns what it wrote into the kernel, can say it back, and puts it
 * right again after a crash or after somebody's hand. Providers implement {@link org.vitrine.dataplane.spi}.
 */
package org.vitrine.dataplane;
