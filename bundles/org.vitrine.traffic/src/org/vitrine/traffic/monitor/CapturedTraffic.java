/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.channels.Channels;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.osgi.service.component.annotations.Component;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.packet.dissect.DisplayFilter;
import org.vitrine.packet.dissect.FilterSyntaxException;
import org.vitrine.packet.dissect.StreamFilter;
import org.vitrine.packet.pcap.CaptureReader;
import org.vitrine.packet.pcap.PcapFormatException;
import org.vitrine.traffic.CaptureQuery;
import org.vitrine.traffic.CaptureTraffic;
import org.vitrine.traffic.CaptureTrafficService;

/** Reads capture files into tables of flows, which are those of vNICs, but keep what is over. */
@Component
public final class CapturedTraffic implements CaptureTrafficService {
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int GZIP_BUFFER = 1 << 16;
    private static final int CANCEL_MASK = 0xfff;

    @Override
    public CaptureTraffic read(InputStream in, String name, CaptureQuery query) throws VitrineException {
        try (InputStream file = in) {
            DisplayFilter filter = DisplayFilter.parse(query.filter());
            try (CaptureReader reader = CaptureReader.open(Channels.newChannel(unpacked(file, name)), name)) {
                return read(reader, new StreamFilter(filter, reader), query);
            }
        } catch (FilterSyntaxException e) {
            throw new VitrineException(Reason.INVALID, "the filter is not understood: " + e.getMessage(), "", e);
        } catch (PcapFormatException e) {
            throw new VitrineException(Reason.INVALID, e.getMessage(), "", e);
        } catch (IOException e) {
            throw new VitrineException(Reason.FAILED, name + " cannot be read: " + e.getMessage(), "", e);
        }
    }

    private static InputStream unpacked(InputStream file, String name) throws IOException {
        PushbackInputStream in = new PushbackInputStream(file, 2);
        byte[] magic = in.readNBytes(2);
        in.unread(magic);
        if (magic.length < 2 || ((magic[0] & 0xff) << 8 | magic[1] & 0xff) != GZIP_MAGIC) {
            return in;
        }
        try {
            return new GZIPInputStream(in, GZIP_BUFFER);
        } catch (EOFException | ZipException _) {
            throw new PcapFormatException(name + " is compressed, but cut off or damaged from the beginning on");
        }
    }

    private static CaptureTraffic read(CaptureReader reader, StreamFilter filter, CaptureQuery query)
            throws IOException, VitrineException {
        CaptureTally tally = new CaptureTally();
        while (reader.next()) {
            if (filter.matches()) {
                tally.count(reader);
            } else {
                tally.filteredOut++;
            }
            if ((reader.packets() & CANCEL_MASK) == 0 && Thread.currentThread().isInterrupted()) {
                throw new VitrineException(Reason.CANCELLED, "cancelled while reading");
            }
        }
        return tally.traffic(query, reader.damage());
    }
}
