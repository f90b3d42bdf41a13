/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import org.vitrine.traffic.FlowOrder;
import picocli.CommandLine.Option;

/** Which flows are listed, of machines and of files. */
final class FlowListOptions {
    @Option(
            names = {"-n", "--top"},
            paramLabel = "N",
            description = "Flows, or hosts of a file, to list (default: ${DEFAULT-VALUE}).")
    int top = 20;

    @Option(names = "--skip", paramLabel = "N", description = "Flows to leave out at the beginning, to turn pages.")
    int skip;

    @Option(
            names = {"-s", "--sort"},
            paramLabel = "ORDER",
            description = "What comes first, one of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    FlowOrder order = FlowOrder.BYTES;

    @Option(
            names = {"-f", "--filter"},
            paramLabel = "FILTER",
            description = "Of a file: only packets that pass, such as \"ip.addr == 10.0.0.7 and not dns\".")
    String filter = "";

    @Option(names = "--hosts", description = "Of a file: lists addresses.")
    boolean hosts;

    @Option(names = "--protocols", description = "Of a file: lists protocols.")
    boolean protocols;

    @Option(names = "--json", description = "Prints JSON.")
    boolean json;
}
