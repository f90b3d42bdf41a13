/**
 * What a hypervisor driver implements. A driver is a bundle that offers a {@link HypervisorProvider} as a service and exports
 * nothing; drivers meet everybody else only through the merged inventory.
 */
package org.vitrine.hypervisor.spi;
