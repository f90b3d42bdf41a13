/** Commands: the same for the command line, the console and scripts. */
package org.vitrine.runtime.command;
