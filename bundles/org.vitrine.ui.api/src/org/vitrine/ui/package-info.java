/**
 * What a bundle needs to show something in the workbench: the content of a part, actions on the selection, and what all of them
 * share (selection, time range, colours, icons, work in the background).
 *
 * <p>Everything here is called, and calls back, on the UI thread unless it says otherwise.
 */
package org.vitrine.ui;
