/** The demonstration: a short story on a small network, told while it happens and written down as a report. */
package org.vitrine.demo;
