/**
 * A viewer of graphs: records of nodes, edges and groups go in, figures are painted. What is shown anew is compared by id, so that
 * only what changed is painted; layout is computed off the UI thread, and what has its place keeps it.
 */
package org.vitrine.ui.graph;
