/**
 * The frame of every runtime, with a screen or without: its role, its state folder, its log, its health, its bundles and the
 * commands that others contribute.
 */
package org.vitrine.runtime;
