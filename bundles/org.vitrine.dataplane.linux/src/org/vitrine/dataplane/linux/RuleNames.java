/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.DeclarationText;

/** What things in our nftables tables are called. A name made of what is declared is found again by the next life. */
public final class RuleNames {
    /** The table, of the family netdev. */
    public static final String TABLE = "vitrine";

    private RuleNames() {}

    /** The set in which a filter is, with the direction seen from the guest. */
    public static String setName(boolean fromGuest, boolean ipv4, String device) {
        return (fromGuest ? "from" : "to") + (ipv4 ? "4_" : "6_") + identifier(device);
    }

    /** The counter of a declaration that is not a filter. */
    public static String counterName(Declaration declaration, boolean fromGuest, String device) {
        String text = DeclarationText.of(declaration);
        String kind = text.substring(0, text.indexOf(' ')).replace('-', '_');
        String hash = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
        return kind + '_' + hash + (fromGuest ? "_from_" : "_to_") + identifier(device);
    }

    /** The interface at whose queue frames from this interface of the host wait for a limit. */
    public static String queueOf(int index) {
        return VethPairs.outer(VethPairs.queueOwner(index));
    }

    /** Device names have characters that nft's identifiers have not ({@code vif3.0}, {@code tap-1}); different stay different. */
    static String identifier(String device) {
        StringBuilder name = new StringBuilder();
        for (char c : device.toCharArray()) {
            if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9') {
                name.append(c);
            } else {
                name.append('_').append(Integer.toHexString(c)).append('_');
            }
        }
        return name.toString();
    }
}
