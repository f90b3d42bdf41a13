/** What works, what is missing and what to do about it. */
package org.vitrine.runtime.health;
