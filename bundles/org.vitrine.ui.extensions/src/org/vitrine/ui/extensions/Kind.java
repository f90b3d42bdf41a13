/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.extensions;

import java.util.Arrays;
import java.util.Optional;
import org.vitrine.admin.AdminPolicy;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.spi.CaptureSourceProvider;
import org.vitrine.capture.spi.FrameStageFactory;
import org.vitrine.dataplane.spi.DataPlaneProvider;
import org.vitrine.hypervisor.spi.HypervisorProvider;
import org.vitrine.runtime.command.Command;
import org.vitrine.runtime.health.HealthCheck;
import org.vitrine.ui.FileOpener;
import org.vitrine.ui.PartContent;
import org.vitrine.ui.SelectionAction;

/** What can be contributed: the extension points of plugin.xml, each with the contract that it stands for. */
enum Kind {
    ADMIN_POLICY("org.vitrine.admin.policies", AdminPolicy.class),
    CAPTURE_BACKEND("org.vitrine.capture.backends", CaptureBackend.class),
    CAPTURE_SOURCES("org.vitrine.capture.sources", CaptureSourceProvider.class),
    FRAME_STAGE("org.vitrine.capture.stages", FrameStageFactory.class),
    DATA_PLANE("org.vitrine.dataplane.providers", DataPlaneProvider.class),
    HYPERVISOR("org.vitrine.hypervisor.drivers", HypervisorProvider.class),
    COMMAND("org.vitrine.runtime.commands", Command.class),
    HEALTH_CHECK("org.vitrine.runtime.healthchecks", HealthCheck.class),
    ACTION("org.vitrine.ui.actions", SelectionAction.class),
    OPENER("org.vitrine.ui.openers", FileOpener.class),
    PART("org.vitrine.ui.parts", PartContent.class);

    private final String point;
    private final Class<?> contract;

    Kind(String point, Class<?> contract) {
        this.point = point;
        this.contract = contract;
    }

    static Optional<Kind> ofPoint(String id) {
        return Arrays.stream(values()).filter(kind -> kind.point.equals(id)).findFirst();
    }

    Class<?> contract() {
        return contract;
    }

    /** Whether each call gets an object of its own. */
    boolean perCall() {
        return this == COMMAND;
    }
}
