/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.libvirt;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** The little of XML that talking to libvirt takes. Whatever a document says, nothing outside of it is read. */
final class Xml {
    private Xml() {}

    /**
     * Reads a document.
     *
     * @throws VitrineException INVALID when it is not XML, has a document type, or another root
     */
    static Element read(String document, String root) throws VitrineException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Quiet());
            Element element =
                    builder.parse(new InputSource(new StringReader(document))).getDocumentElement();
            if (!element.getTagName().equals(root)) {
                throw new VitrineException(
                        Reason.INVALID, "XML of a <" + root + "> was expected, got <" + element.getTagName() + ">");
            }
            return element;
        } catch (SAXException e) {
            throw new VitrineException(Reason.INVALID, "not XML of a <" + root + ">: " + e.getMessage());
        } catch (ParserConfigurationException | IOException e) {
            throw new AssertionError("the JDK reads XML from memory", e);
        }
    }

    static String write(Node node) {
        try {
            Transformer transformer = TransformerFactory.newDefaultInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter text = new StringWriter();
            transformer.transform(new DOMSource(node), new StreamResult(text));
            return text.toString();
        } catch (TransformerException e) {
            throw new AssertionError("the JDK writes what it has read", e);
        }
    }

    /** The elements that a path of names leads to. */
    static List<Element> all(Element from, String... path) {
        List<Element> found = List.of(from);
        for (String name : path) {
            List<Element> next = new ArrayList<>();
            for (Element parent : found) {
                for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
                    if (node instanceof Element element && element.getTagName().equals(name)) {
                        next.add(element);
                    }
                }
            }
            found = next;
        }
        return found;
    }

    static Optional<Element> first(Element from, String... path) {
        return all(from, path).stream().findFirst();
    }

    /** The text of the element that a path leads to; empty when there is none. */
    static String text(Element from, String... path) {
        return first(from, path)
                .map(element -> element.getTextContent().strip())
                .orElse("");
    }

    /** An attribute of a child; empty when there is none. */
    static String attribute(Element from, String child, String name) {
        return first(from, child).map(element -> element.getAttribute(name)).orElse("");
    }

    /** As the content of an element or in an attribute's quotes. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&apos;");
    }

    /** Errors are thrown, not printed. */
    private static final class Quiet implements ErrorHandler {
        @Override
        public void warning(SAXParseException e) {
            // the document is still read
        }

        @Override
        public void error(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }
}
