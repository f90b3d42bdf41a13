/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.ring;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.CaptureOptions;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.capture.spi.ForwardingPort;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.linux.RingSocket;
import org.vitrine.linux.RingSocket.FanOut;

/** Reads interfaces through rings that the kernel fills (packet(7)): preferred to other backends, because nothing is cheaper. */
@Component(
        service = {CaptureBackend.class, RingBackend.class},
        configurationPid = "org.vitrine.capture.ring",
        property = "service.ranking:Integer=100")
public final class RingBackend implements CaptureBackend {
    /** Described in OSGI-INF/metatype/metatype.xml. Two underscores here are one in a property's name. */
    public @interface Config {
        int ring_kib() default 0;

        int block_kib() default 64;

        int retire_ms() default 0;

        String fan_out() default "FLOW";
    }

    private final Optional<String> obstacle = obstacle();
    private volatile Settings settings;

    @Activate
    public RingBackend(Config config) {
        settings = settings(config);
    }

    /** What changes is used where an interface is opened from now on. */
    @Modified
    public void modified(Config config) {
        settings = settings(config);
    }

    private static Settings settings(Config config) {
        return new Settings(
                config.ring_kib() << 10,
                config.block_kib() << 10,
                config.retire_ms(),
                FanOut.valueOf(config.fan_out()));
    }

    private static Optional<String> obstacle() {
        return System.getProperty("os.name").equals("Linux")
                ? RingSocket.obstacle(RingSocket.TPACKET_V3)
                : Optional.of("packet rings are Linux's");
    }

    /** Why this machine has no rings; empty when it has. */
    Optional<String> whyNot() {
        return obstacle;
    }

    @Override
    public String name() {
        return "ring";
    }

    @Override
    public boolean supports(CaptureSource source) {
        return source instanceof CaptureSource.Interface && obstacle.isEmpty();
    }

    @Override
    public CaptureHandle open(CaptureSource source, CaptureOptions options) throws VitrineException {
        CaptureSource.Interface at = required(source);
        try (Arena arena = Arena.ofShared()) {
            MemorySegment filter = Filters.compiled(at, options, arena);
            return opened(at, options, filter).handle();
        }
    }

    @Override
    public List<CaptureHandle> openShared(CaptureSource source, CaptureOptions options, int readers)
            throws VitrineException {
        CaptureSource.Interface at = required(source);
        FanOut how = settings.fanOut();
        List<CaptureHandle> handles = new ArrayList<>();
        try (Arena arena = Arena.ofShared()) {
            MemorySegment filter = Filters.compiled(at, options, arena);
            MemorySegment nothing = Filters.acceptingNothing(arena);
            int group = -1;
            List<RingSocket> sockets = new ArrayList<>();
            for (int i = 0; i < readers; i++) {
                // what comes before it is in the group would come to others, too
                Opened opened = opened(at, options, nothing);
                handles.add(opened.handle());
                sockets.add(opened.socket());
                if (group < 0) {
                    group = opened.socket().makeGroup(how);
                } else {
                    opened.socket().joinGroup(group, how);
                }
            }
            for (RingSocket socket : sockets) {
                socket.filter(filter);
            }
            return List.copyOf(handles);
        } catch (VitrineException | RuntimeException e) {
            handles.forEach(CaptureHandle::close);
            throw e;
        }
    }

    @Override
    public ForwardingPort openPort(CaptureSource source, int bufferBytes) throws VitrineException {
        CaptureSource.Interface at = required(source);
        RingSocket socket = RingSocket.open(at.netns(), at.name());
        try {
            socket.forwards(bufferBytes);
            Ring ring = Settings.forwardingRing(socket, bufferBytes);
            socket.bind();
            return new RingPort(socket, ring);
        } catch (VitrineException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private record Opened(RingSocket socket, CaptureHandle handle) {}

    private Opened opened(CaptureSource.Interface source, CaptureOptions options, MemorySegment filter)
            throws VitrineException {
        RingSocket socket = RingSocket.open(source.netns(), source.name());
        try {
            socket.filter(filter);
            Ring ring = settings.ring(socket, options);
            socket.bind();
            return new Opened(socket, new RingCaptureHandle(socket, ring));
        } catch (VitrineException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private CaptureSource.Interface required(CaptureSource source) throws VitrineException {
        if (obstacle.isPresent()) {
            throw new VitrineException(Reason.UNSUPPORTED, obstacle.get());
        }
        if (source instanceof CaptureSource.Interface at) {
            return at;
        }
        throw new VitrineException(Reason.UNSUPPORTED, "packet rings read interfaces only");
    }

    @Override
    public void checkFilter(String filter) throws VitrineException {
        Filters.check(filter);
    }
}
