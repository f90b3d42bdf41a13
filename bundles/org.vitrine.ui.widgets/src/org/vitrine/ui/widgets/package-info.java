/** Widgets that the views of the workbench share: a table of records, a message for when there is nothing to show. */
package org.vitrine.ui.widgets;
