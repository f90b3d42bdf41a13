/** The UDP administration server at the virtual NIC (paper 000, "Administration"): who may ask it, and how it does. */
package org.vitrine.admin;
