/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/** The configuration of components in tests, and whether a bundle's description of it is about what its component reads. */
public final class Metatype {
    private Metatype() {}

    /** A component's configuration with its defaults, but for some methods by their name. */
    public static <A extends Annotation> A config(Class<A> type, Map<String, Object> changes) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (_, method, _) -> changes.getOrDefault(method.getName(), method.getDefaultValue())));
    }

    /** Compares names and defaults in {@code OSGI-INF/metatype/metatype.xml} with a component property type. */
    public static void assertDescribes(Class<?> config) throws Exception {
        Map<String, String> described = new TreeMap<>();
        var document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("OSGI-INF/metatype/metatype.xml").toFile());
        var attributes = document.getElementsByTagName("AD");
        for (int i = 0; i < attributes.getLength(); i++) {
            Element attribute = (Element) attributes.item(i);
            described.put(attribute.getAttribute("id"), attribute.getAttribute("default"));
        }
        Map<String, String> read = new TreeMap<>();
        for (Method method : config.getDeclaredMethods()) {
            // OSGi Compendium, 112.8.2.1: __ stands for _, and _ for a dot
            String name = method.getName().replace("__", "\0").replace('_', '.').replace('\0', '_');
            read.put(name, String.valueOf(method.getDefaultValue()));
        }
        assertEquals(described, read);
    }
}
