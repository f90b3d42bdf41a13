/** Labs: networks of machines described in a file, brought up and taken down as a whole. */
package org.vitrine.hypervisor.lab;
