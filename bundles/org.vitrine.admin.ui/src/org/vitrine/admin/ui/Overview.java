/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.ui;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.vitrine.admin.AdminServerStatus;
import org.vitrine.admin.RefusalReason;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.NicId;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.Nic;

/**
 * What the part shows, at one moment.
 *
 * @param settings the file in which the server is switched on
 */
record Overview(AdminServerStatus status, Inventory inventory, String settings) {
    /**
     * A vNIC at which the server answers.
     *
     * @param machine what people call it
     * @param addresses to which requests are sent
     */
    record Place(NicId nic, String machine, String group, String addresses) {}

    /**
     * Datagrams that got no answer.
     *
     * @param meaning in a sentence
     */
    record Refused(RefusalReason reason, String name, String meaning, long count) {}

    /** Nobody may ask, and so nothing is taken out of anybody's path. */
    boolean isOff() {
        return status.allowed().isEmpty();
    }

    List<Place> places() {
        return status.transparentNics().stream().map(this::place).toList();
    }

    private Place place(NicId id) {
        return new Place(
                id,
                inventory
                        .machine(id.machine())
                        .map(Machine::name)
                        .orElse(id.machine().value()),
                inventory.machine(id.machine()).map(Machine::group).orElse(""),
                inventory.nic(id).map(Nic::addresses).orElse(List.of()).stream()
                        .map(each -> each.address().toString())
                        .collect(Collectors.joining(", ")));
    }

    String allowed() {
        return status.allowed().stream().map(IpPrefix::toString).collect(Collectors.joining(", "));
    }

    /** All reasons, in the order in which a datagram is looked at. */
    List<Refused> refused() {
        return Arrays.stream(RefusalReason.values())
                .map(reason -> new Refused(
                        reason, name(reason), meaning(reason), status.refused().getOrDefault(reason, 0L)))
                .toList();
    }

    private long refusedInAll() {
        return status.refused().values().stream().mapToLong(Long::longValue).sum();
    }

    String summary() {
        int places = status.transparentNics().size();
        return "Answers at " + (places == 1 ? "1 vNIC" : places + " vNICs")
                + (status.socket().isEmpty() ? "" : " and at " + status.socket()) + ": " + status.answered()
                + (status.answered() == 1 ? " request" : " requests") + " answered, " + refusedInAll() + " refused";
    }

    static String name(RefusalReason reason) {
        return switch (reason) {
            case MALFORMED_PACKET -> "Malformed packet";
            case BAD_CHECKSUM -> "Bad checksum";
            case EMPTY -> "Empty";
            case BAD_OPCODE -> "Unknown request";
            case TOO_SHORT -> "Too short";
            case TOO_LONG -> "Too long";
            case FORBIDDEN_SOURCE -> "Forbidden source";
            case UNANSWERABLE_SOURCE -> "Unanswerable source";
            case MALFORMED -> "Malformed message";
            case UNKNOWN_KEY -> "Unknown key";
            case BAD_TIME -> "Bad time";
            case BAD_CODE -> "Bad code";
            case WRONG_TARGET -> "Wrong target";
            case REPLAYED -> "Replayed";
            case OVERLOADED -> "Overloaded";
            case NOT_DONE -> "Not done";
        };
    }

    static String meaning(RefusalReason reason) {
        return switch (reason) {
            case MALFORMED_PACKET -> "Truncated, wrong lengths, or a fragment.";
            case BAD_CHECKSUM -> "The checksum of IPv4, UDP or IPv6 is wrong.";
            case EMPTY -> "A datagram without content.";
            case BAD_OPCODE -> "The first byte is no request that the server knows.";
            case TOO_SHORT -> "Fewer bytes than its request demands.";
            case TOO_LONG -> "More bytes than its request demands.";
            case FORBIDDEN_SOURCE -> "Sent from outside the allowed networks.";
            case UNANSWERABLE_SOURCE -> "Sent from a multicast, broadcast, unspecified or the guest's own address.";
            case MALFORMED -> "Lengths or fields of a version 2 message contradict each other.";
            case UNKNOWN_KEY -> "Version 2: no valid key has this id.";
            case BAD_TIME -> "Version 2: the sender's clock differs too much, or the runtime has only just started.";
            case BAD_CODE -> "Version 2: forged, damaged, or made with another key.";
            case WRONG_TARGET -> "Version 2: made for another address than it came to.";
            case REPLAYED -> "Version 2: done before, and not done again.";
            case OVERLOADED -> "Version 2: too many good requests at a time.";
            case NOT_DONE -> "A good request that the data plane could not fulfil.";
        };
    }
}
