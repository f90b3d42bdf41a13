/** The bundles that the runtime is made of, and their coming and going. */
package org.vitrine.runtime.bundles;
