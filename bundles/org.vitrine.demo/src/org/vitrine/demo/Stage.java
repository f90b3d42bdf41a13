/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.demo;

import org.vitrine.common.IpAddress;
import org.vitrine.common.VitrineException;

/** Where the story is played: on a live network, or on a recorded one. */
interface Stage extends AutoCloseable {
    /** What there is to see, in a sentence. */
    String introduction();

    /** The guest of the story and the remote host that it will lose and find again. */
    Cast cast() throws VitrineException;

    /** The administrator asks the guest's own address for its status. */
    Answer ask() throws VitrineException;

    /** The administrator has the remote host filtered. */
    void filter() throws VitrineException;

    /** The administrator lets the remote host pass again. */
    void unfilter() throws VitrineException;

    /** Frames of the administration protocol that reached the inside of the guest. */
    long framesSeenByGuest() throws VitrineException;

    /** Lets the network go on for a while. */
    void goOn(double seconds) throws VitrineException;

    @Override
    void close();

    /**
     * Who plays.
     *
     * @param guest name of the guest
     * @param guestAddress its IPv4 address
     * @param remote IPv4 address of the remote host
     */
    record Cast(String guest, IpAddress guestAddress, IpAddress remote) {}
}
