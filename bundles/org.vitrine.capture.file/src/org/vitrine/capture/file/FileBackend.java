/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Component;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.CaptureOptions;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.common.EpochClock;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.packet.pcap.CaptureReader;
import org.vitrine.packet.pcap.PcapFormat;
import org.vitrine.packet.pcap.PcapFormatException;
import org.vitrine.packet.pcap.PcapngInterface;
import org.vitrine.packet.pcap.PcapngReader;

/** Plays capture files, pcap and pcapng, compressed or not. Plain Java: works without libpcap and without any permission, and has therefore no filters. */
@Component
public final class FileBackend implements CaptureBackend {
    @Override
    public String name() {
        return "file";
    }

    @Override
    public boolean supports(CaptureSource source) {
        return source instanceof CaptureSource.File;
    }

    @Override
    public CaptureHandle open(CaptureSource source, CaptureOptions options) throws VitrineException {
        if (!(source instanceof CaptureSource.File file)) {
            throw new VitrineException(Reason.UNSUPPORTED, "only files can be played");
        }
        checkFilter(options.filter());
        CaptureReader reader = open(file);
        Pace pace = file.pace() == CaptureSource.Pace.LIVE
                ? new Pace.Live(EpochClock.SYSTEM, System::nanoTime)
                : new Pace.AsRecorded();
        FileCaptureHandle handle = new FileCaptureHandle(reader, file.interfaceName(), options.snapLength(), pace);
        try {
            if (!handle.isPending()) {
                checkEmpty(file, reader);
            }
            return handle;
        } catch (VitrineException | RuntimeException e) {
            handle.close();
            throw e;
        }
    }

    /** A file without a packet that could be played may still be a good one. */
    private static void checkEmpty(CaptureSource.File file, CaptureReader reader) throws VitrineException {
        boolean isThere = reader instanceof PcapngReader pcapng
                && pcapng.interfaces().stream().anyMatch(each -> each.name().equals(file.interfaceName()));
        if (!file.interfaceName().isEmpty() && !isThere) {
            throw new VitrineException(
                    Reason.NOT_FOUND,
                    file.path() + " has no interface " + file.interfaceName(),
                    reader instanceof PcapngReader pcapng
                            ? "It has: "
                                    + pcapng.interfaces().stream()
                                            .map(PcapngInterface::name)
                                            .collect(Collectors.joining(", "))
                                    + "."
                            : "It is a classic pcap file, which names none.");
        }
        if (reader.packets() > 0 && reader.linkType() != PcapFormat.LINK_TYPE_ETHERNET) {
            throw new VitrineException(
                    Reason.UNSUPPORTED,
                    file.path() + " has frames of link type " + reader.linkType() + ", not Ethernet's");
        }
    }

    private static CaptureReader open(CaptureSource.File file) throws VitrineException {
        try {
            return CaptureReader.open(file.path());
        } catch (NoSuchFileException e) {
            throw new VitrineException(Reason.NOT_FOUND, "there is no file " + file.path(), "", e);
        } catch (AccessDeniedException e) {
            throw new VitrineException(Reason.DENIED, "the file " + file.path() + " may not be read", "", e);
        } catch (PcapFormatException e) {
            throw new VitrineException(Reason.INVALID, e.getMessage(), "", e);
        } catch (IOException e) {
            throw new VitrineException(Reason.FAILED, file.path() + " cannot be read: " + e.getMessage(), "", e);
        }
    }

    @Override
    public void checkFilter(String filter) throws VitrineException {
        if (!filter.isEmpty()) {
            throw new VitrineException(Reason.UNSUPPORTED, "capture filters cannot be used with files");
        }
    }
}
