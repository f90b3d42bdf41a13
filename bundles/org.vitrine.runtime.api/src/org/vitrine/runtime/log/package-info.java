/** What the runtime has to say. */
package org.vitrine.runtime.log;
