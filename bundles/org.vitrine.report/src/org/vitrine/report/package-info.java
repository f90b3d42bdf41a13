/**
 * Reports that are one HTML file: text, tables and drawings in SVG, legible in light and dark, on screen and on paper, without a
 * script or anything to fetch. Plain Java, no framework; one thread per object.
 */
package org.vitrine.report;
