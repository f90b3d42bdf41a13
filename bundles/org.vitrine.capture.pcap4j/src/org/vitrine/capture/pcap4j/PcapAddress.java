/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.pcap4j;

import com.sun.jna.Pointer;
import java.lang.reflect.Field;
import org.pcap4j.core.PcapHandle;

/**
 * The address of the {@code pcap_t} inside pcap4j's handle.
 *
 * <p>pcap4j opens and activates interfaces well, but its loops make a byte array and more for each frame, and it does not tell the
 * address. So this one class reads its private field; everything else that we do with the address is libpcap's public interface.
 */
final class PcapAddress {
    private static final String FIELD = "handle";

    private PcapAddress() {}

    /**
     * @throws IllegalStateException when this pcap4j keeps it elsewhere
     */
    static long of(PcapHandle handle) {
        try {
            Field field = PcapHandle.class.getDeclaredField(FIELD);
            field.setAccessible(true);
            return Pointer.nativeValue((Pointer) field.get(handle));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of pcap4j has no field PcapHandle." + FIELD, e);
        }
    }
}
