/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.vitrine.packet.dissect.Detail;
import org.vitrine.packet.pcap.PcapFormat;
import org.vitrine.packet.pcap.PcapWriter;

/** Wireshark and tshark, where they are installed: for what we do not take apart ourselves. */
final class Wireshark {
    /** What tshark says of layers that we have in words of our own. */
    private static final Set<String> OURS = Set.of(
            "geninfo",
            "frame",
            "eth",
            "vlan",
            "ieee8021ad",
            "llc",
            "arp",
            "ip",
            "ipv6",
            "tcp",
            "udp",
            "icmp",
            "icmpv6",
            "dns",
            "mdns",
            "dhcp",
            "dhcpv6",
            "vxlan",
            "gre");

    private static final int MOST_DETAILS = 2_000;

    private Wireshark() {}

    /** Where a program is, if it is installed. */
    static Optional<Path> program(String name) {
        String path = System.getenv("PATH");
        return Arrays.stream(path == null ? new String[0] : path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Opens a file in Wireshark. */
    static void open(Path program, Path file) throws IOException {
        new ProcessBuilder(program.toString(), file.toString())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
    }

    /**
     * Has a frame taken apart by tshark; takes about a second.
     *
     * @param linkType what the frame begins with
     * @return the layers that we have no words for
     * @throws InterruptedException when the thread is interrupted; then tshark is ended
     */
    static List<Detail> details(Path tshark, byte[] frame, int linkType) throws IOException, InterruptedException {
        Path file = Files.createTempFile("vitrine-frame", ".pcap");
        try {
            PcapFormat format =
                    new PcapFormat(java.nio.ByteOrder.nativeOrder(), true, PcapFormat.MAX_CAPTURED_LENGTH, linkType);
            try (PcapWriter writer = PcapWriter.create(file, format)) {
                writer.write(MemorySegment.ofArray(frame), 0, frame.length, frame.length, 0);
            }
            Process process = new ProcessBuilder(tshark.toString(), "-n", "-r", file.toString(), "-T", "pdml")
                    .redirectError(Redirect.DISCARD)
                    .start();
            try {
                // read by another thread, so that this one can be interrupted
                byte[][] output = new byte[1][];
                Thread reading = Thread.ofVirtual().start(() -> output[0] = all(process.getInputStream()));
                reading.join();
                return output[0] == null || process.waitFor() != 0 ? List.of() : parse(output[0], frame.length);
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static byte[] all(InputStream stream) {
        try {
            return stream.readAllBytes();
        } catch (IOException _) {
            return null; // it was ended
        }
    }

    /** A layer or field that is being read. */
    private record Open(String name, String text, int offset, int length, List<Detail> children) {}

    /** Reads Wireshark's packet details markup language. */
    static List<Detail> parse(byte[] pdml, int frameLength) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        List<Detail> layers = new ArrayList<>();
        Deque<Open> open = new ArrayDeque<>();
        int count = 0;
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new java.io.ByteArrayInputStream(pdml));
            while (reader.hasNext()) {
                int event = reader.next();
                boolean isItem = (event == XMLStreamConstants.START_ELEMENT || event == XMLStreamConstants.END_ELEMENT)
                        && (reader.getLocalName().equals("proto")
                                || reader.getLocalName().equals("field"));
                if (isItem && event == XMLStreamConstants.START_ELEMENT) {
                    open.push(read(reader, frameLength));
                } else if (isItem) {
                    Open done = open.pop();
                    Detail detail = new Detail(done.text, done.offset, done.length, "", false, done.children);
                    if (open.isEmpty()) {
                        if (!OURS.contains(done.name)) {
                            layers.add(detail);
                        }
                    } else if (count++ < MOST_DETAILS && !done.text.isEmpty()) {
                        open.peek().children.add(detail);
                    }
                }
            }
            reader.close();
        } catch (XMLStreamException e) {
            throw new IOException("tshark's output cannot be read: " + e.getMessage(), e);
        }
        return layers;
    }

    private static Open read(XMLStreamReader reader, int frameLength) {
        String name = attribute(reader, "name");
        String text = attribute(reader, "showname");
        if (text.isEmpty()) {
            text = attribute(reader, "show");
        }
        int offset = Math.clamp(number(attribute(reader, "pos")), 0, frameLength);
        int length = Math.clamp(number(attribute(reader, "size")), 0, frameLength - offset);
        boolean isHidden = attribute(reader, "hide").equals("yes");
        return new Open(name, isHidden ? "" : text, offset, length, new ArrayList<>());
    }

    private static String attribute(XMLStreamReader reader, String name) {
        String value = reader.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
