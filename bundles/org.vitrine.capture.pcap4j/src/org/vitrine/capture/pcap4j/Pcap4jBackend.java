/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.pcap4j;

import org.osgi.service.component.annotations.Component;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.BlockingMode;
import org.pcap4j.core.PcapHandle.TimestampPrecision;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.Pcaps;
import org.pcap4j.packet.namednumber.DataLinkType;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.CaptureOptions;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.linux.NetworkNamespace;

/** Reads interfaces through pcap4j and libpcap: works wherever these do. */
@Component
public final class Pcap4jBackend implements CaptureBackend {
    @Override
    public String name() {
        return "pcap4j";
    }

    @Override
    public boolean supports(CaptureSource source) {
        return source instanceof CaptureSource.Interface && Libpcap.isInstalled();
    }

    @Override
    public CaptureHandle open(CaptureSource source, CaptureOptions options) throws VitrineException {
        requireLibpcap();
        if (!(source instanceof CaptureSource.Interface at)) {
            throw new VitrineException(Reason.UNSUPPORTED, "pcap4j reads interfaces only");
        }
        return NetworkNamespace.call(at.netns(), () -> openHere(at, options));
    }

    private static CaptureHandle openHere(CaptureSource.Interface source, CaptureOptions options)
            throws VitrineException {
        PcapHandle handle;
        try {
            handle = new PcapHandle.Builder(source.name())
                    .snaplen(options.snapLength())
                    .bufferSize(options.bufferBytes())
                    .timeoutMillis(options.delayMillis())
                    .immediateMode(options.delayMillis() == 0)
                    .timestampPrecision(TimestampPrecision.NANO)
                    // the host side of a vNIC gets all its frames without
                    .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
                    .build();
        } catch (PcapNativeException e) {
            throw Complaints.ofOpening(source, e);
        }
        try {
            prepare(source, handle, options);
            return new PcapCaptureHandle(source, handle, options.sampling());
        } catch (VitrineException | RuntimeException e) {
            handle.close();
            throw e;
        }
    }

    private static void prepare(CaptureSource.Interface source, PcapHandle handle, CaptureOptions options)
            throws VitrineException {
        if (!handle.getDlt().equals(DataLinkType.EN10MB)) {
            throw new VitrineException(
                    Reason.UNSUPPORTED,
                    "interface " + Complaints.named(source) + " carries "
                            + handle.getDlt().name() + ", not Ethernet");
        }
        try {
            handle.setBlockingMode(BlockingMode.NONBLOCKING);
            // The empty filter, too: the kernel cuts frames to the snap length only where a filter says so.
            setFilter(handle, options.filter());
        } catch (PcapNativeException e) {
            throw Complaints.ofOpening(source, e);
        } catch (NotOpenException e) {
            throw new IllegalStateException("it was opened a moment ago", e);
        }
    }

    private static void setFilter(PcapHandle handle, String filter) throws NotOpenException, VitrineException {
        try {
            handle.setFilter(filter, BpfCompileMode.OPTIMIZE);
        } catch (PcapNativeException e) {
            throw Complaints.ofFilter(filter, e);
        }
    }

    @Override
    public void checkFilter(String filter) throws VitrineException {
        requireLibpcap();
        if (filter.isEmpty()) {
            return;
        }
        PcapHandle nowhere = null;
        try {
            nowhere = Pcaps.openDead(DataLinkType.EN10MB, CaptureOptions.HEADERS.snapLength());
            nowhere.compileFilter(filter, BpfCompileMode.OPTIMIZE, PcapHandle.PCAP_NETMASK_UNKNOWN)
                    .free();
        } catch (PcapNativeException e) {
            throw Complaints.ofFilter(filter, e);
        } catch (NotOpenException e) {
            throw new IllegalStateException("it was opened a moment ago", e);
        } finally {
            if (nowhere != null) {
                nowhere.close();
            }
        }
    }

    private static void requireLibpcap() throws VitrineException {
        if (!Libpcap.isInstalled()) {
            throw new VitrineException(
                    Reason.UNSUPPORTED, "libpcap is not installed", "Install the Debian package libpcap0.8.");
        }
    }
}
