/**
 * What Vitrine needs of Linux and the JDK does not have: system calls by {@code java.lang.foreign}, network namespaces, other
 * programs. Plain Java, no framework. Works on x86_64 and aarch64; on other systems every call answers UNSUPPORTED.
 */
package org.vitrine.linux;
