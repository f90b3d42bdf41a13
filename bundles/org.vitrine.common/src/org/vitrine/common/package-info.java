/**
 * What every room of the house shares: ids, addresses, units, the clock, callers, errors. Plain Java, no framework.
 *
 * <p>All values are immutable, may be used from any thread, and cross process borders as text or records.
 */
package org.vitrine.common;
