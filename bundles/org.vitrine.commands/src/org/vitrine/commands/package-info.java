/** The standard commands: what the workbench can do, on the command line. Each is one class; all but its words is in a contract. */
package org.vitrine.commands;
