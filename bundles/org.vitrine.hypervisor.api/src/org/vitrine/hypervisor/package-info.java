/**
 * Machines, their vNICs and the networks between them, whatever technology carries them: read by {@link InventoryService}, changed
 * by {@link MachineAdminService}. Drivers implement {@link org.vitrine.hypervisor.spi}.
 */
package org.vitrine.hypervisor;
