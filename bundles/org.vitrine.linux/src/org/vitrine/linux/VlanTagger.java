/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/**
 * IEEE 802.1Q for kernels that are built without it, as those of small virtual machines often are: two eBPF programs of some ten
 * instructions stand for what {@code ip link add type vlan} would make.
 *
 * <p>A VLAN is a veth pair. Whatever its inner end sends is tagged and leaves by the interface below; what comes in there with the tag
 * has it taken off and goes to the inner end. The programs stay as long as the interfaces, whatever becomes of this process. Needs
 * Linux 6.6.
 */
public final class VlanTagger {
    private static final int PROG_LOAD = 5;
    private static final int PROG_ATTACH = 8;
    private static final int SCHED_CLS = 3;
    private static final int TCX_INGRESS = 46;
    private static final int LOAD_ATTRIBUTES = 64;
    private static final int ATTACH_ATTRIBUTES = 32;
    private static final String LICENCE = "EPL-2.0";

    // __sk_buff, helpers and verdicts of include/uapi/linux/bpf.h
    private static final int VLAN_PRESENT = 20;
    private static final int VLAN_TCI = 24;
    private static final int SKB_VLAN_PUSH = 18;
    private static final int SKB_VLAN_POP = 19;
    private static final int REDIRECT = 23;
    private static final int NEXT = -1;
    private static final int DROP = 2;
    /** 0x8100 in network order, as a little-endian machine holds it. */
    private static final int ETHERTYPE_8021Q = 0x0081;

    // instructions: opcode, and the registers that they use
    private static final int SET = 0xb7;
    private static final int AND = 0x57;
    private static final int LOAD_INT = 0x61;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_OTHER = 0x55;
    private static final int CALL = 0x85;
    private static final int EXIT = 0x95;

    private VlanTagger() {}

    /**
     * Makes a veth pair a VLAN.
     *
     * @param netns where all three interfaces are
     * @param below index of the interface that tagged frames go through
     * @param peer index of the outer end of the pair, the one without addresses
     * @param id of the VLAN, 1 to 4094
     * @throws VitrineException UNSUPPORTED when this kernel cannot do it, and as {@link NetworkNamespace#call}
     */
    public static void attach(String netns, int below, int peer, int id) throws VitrineException {
        NetworkNamespace.call(netns, () -> {
            try (Arena arena = Arena.ofConfined()) {
                attach(arena, peer, tagging(arena, id, below));
                attach(arena, below, untagging(arena, id, peer));
            }
            return null;
        });
    }

    private static MemorySegment tagging(Arena arena, int id, int to) {
        Program program = new Program(arena);
        program.add(SET, 2, 0, 0, ETHERTYPE_8021Q);
        program.add(SET, 3, 0, 0, id);
        program.add(CALL, 0, 0, 0, SKB_VLAN_PUSH);
        return redirecting(program, to);
    }

    private static MemorySegment untagging(Arena arena, int id, int to) {
        Program program = new Program(arena);
        program.add(LOAD_INT, 7, 1, VLAN_PRESENT, 0);
        program.add(JUMP_EQUAL, 7, 0, 3, 0);
        program.add(LOAD_INT, 7, 1, VLAN_TCI, 0);
        program.add(AND, 7, 0, 0, 0xfff);
        program.add(JUMP_EQUAL, 7, 0, 2, id);
        program.add(SET, 0, 0, 0, NEXT);
        program.add(EXIT, 0, 0, 0, 0);
        program.add(CALL, 0, 0, 0, SKB_VLAN_POP);
        return redirecting(program, to);
    }

    private static MemorySegment redirecting(Program program, int to) {
        program.add(JUMP_OTHER, 0, 0, 4, 0);
        program.add(SET, 1, 0, 0, to);
        program.add(SET, 2, 0, 0, 0);
        program.add(CALL, 0, 0, 0, REDIRECT);
        program.add(EXIT, 0, 0, 0, 0);
        program.add(SET, 0, 0, 0, DROP);
        program.add(EXIT, 0, 0, 0, 0);
        return program.finished();
    }

    private static void attach(Arena arena, int index, MemorySegment program) throws VitrineException {
        MemorySegment load = arena.allocate(LOAD_ATTRIBUTES, 8);
        load.set(JAVA_INT, 0, SCHED_CLS);
        load.set(JAVA_INT, 4, (int) (program.byteSize() / Program.INSTRUCTION));
        load.set(ADDRESS, 8, program);
        load.set(ADDRESS, 16, arena.allocateFrom(LICENCE));
        int descriptor = checked(Libc.bpf(PROG_LOAD, load));
        try {
            MemorySegment attach = arena.allocate(ATTACH_ATTRIBUTES, 8);
            attach.set(JAVA_INT, 0, index);
            attach.set(JAVA_INT, 4, descriptor);
            attach.set(JAVA_INT, 8, TCX_INGRESS);
            checked(Libc.bpf(PROG_ATTACH, attach));
        } finally {
            Libc.close(descriptor); // the interface keeps the program
        }
    }

    private static int checked(int result) throws VitrineException {
        if (result == -Libc.EPERM) {
            throw new VitrineException(
                    Reason.DENIED, "this process may not load eBPF programs", "Run the runtime as root.");
        }
        if (result < 0) {
            throw new VitrineException(
                    Reason.UNSUPPORTED,
                    "this kernel has neither VLAN interfaces nor what replaces them (errno " + -result + ")",
                    "Load the kernel module 8021q.");
        }
        return result;
    }

    /** Instructions one after the other: opcode, destination and source register, offset, immediate value. */
    private static final class Program {
        private static final int INSTRUCTION = 8;
        private static final int MAX = 16;

        private final MemorySegment instructions;
        private int count;

        private Program(Arena arena) {
            instructions = arena.allocate(MAX * INSTRUCTION, 8);
        }

        private void add(int opcode, int destination, int source, int offset, int value) {
            long at = (long) count++ * INSTRUCTION;
            instructions.set(JAVA_BYTE, at, (byte) opcode);
            instructions.set(JAVA_BYTE, at + 1, (byte) (source << 4 | destination));
            instructions.set(JAVA_SHORT, at + 2, (short) offset);
            instructions.set(JAVA_INT, at + 4, value);
        }

        private MemorySegment finished() {
            return instructions.asSlice(0, (long) count * INSTRUCTION);
        }
    }
}
