/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.osgi.framework.Bundle;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;
import org.vitrine.runtime.config.ConfigSection;
import org.vitrine.yaml.YamlDocument;
import org.vitrine.yaml.YamlNode;

/**
 * What can be set, from the metatype information (OSGi Compendium, chapter 105) of all bundles. The PID {@code org.vitrine.traffic}
 * is the section {@code traffic}; an attribute {@code max.hosts} is its key {@code max-hosts}; an attribute {@code window.ms} is its
 * key {@code window}, a duration with its unit.
 */
final class ConfigSchema {
    private static final String PREFIX = "org.vitrine.";
    private static final String MILLIS = ".ms";
    private static final Duration LONGEST = Duration.ofDays(3650);

    private final Map<String, Section> sections = new TreeMap<>();

    /** A section and the attributes behind its keys. */
    private record Section(String pid, ObjectClassDefinition definition, Map<String, AttributeDefinition> keys) {}

    ConfigSchema(MetaTypeService metatypes, Bundle[] bundles) {
        for (Bundle bundle : bundles) {
            MetaTypeInformation information = metatypes.getMetaTypeInformation(bundle);
            if (information == null) {
                continue;
            }
            for (String pid : information.getPids()) {
                ObjectClassDefinition definition = information.getObjectClassDefinition(pid, null);
                Map<String, AttributeDefinition> keys = new TreeMap<>();
                for (AttributeDefinition attribute : definition.getAttributeDefinitions(ObjectClassDefinition.ALL)) {
                    keys.put(key(attribute.getID()), attribute);
                }
                String name = pid.startsWith(PREFIX) ? pid.substring(PREFIX.length()) : pid;
                sections.put(name, new Section(pid, definition, keys));
            }
        }
    }

    /**
     * Reads a configuration file.
     *
     * @return by PID what is set there; complete only if the document has no complaints
     */
    Map<String, Dictionary<String, Object>> read(YamlDocument document) {
        Map<String, Dictionary<String, Object>> configurations = new HashMap<>();
        for (YamlNode.Entry entry : document.root().entries()) {
            String name = entry.key().text().orElse("");
            Section section = sections.get(name);
            if (section == null) {
                entry.key().complainUnknown("section", sections.keySet());
                continue;
            }
            Dictionary<String, Object> values = new Hashtable<>();
            section.keys()
                    .forEach((key, attribute) -> read(entry.value().find(key), attribute)
                            .ifPresent(value -> values.put(attribute.getID(), value)));
            configurations.put(section.pid(), values);
        }
        return configurations;
    }

    /**
     * Describes everything.
     *
     * @param values what is set now, by PID
     */
    List<ConfigSection> describe(Function<String, Optional<Dictionary<String, Object>>> values) {
        List<ConfigSection> described = new ArrayList<>();
        sections.forEach((name, section) -> {
            Dictionary<String, Object> set = values.apply(section.pid()).orElse(new Hashtable<>());
            List<ConfigSection.Setting> settings = new ArrayList<>();
            section.keys().forEach((key, attribute) -> {
                Object value = set.get(attribute.getID());
                String standard = written(attribute, standard(attribute));
                settings.add(new ConfigSection.Setting(
                        key,
                        attribute.getName(),
                        text(attribute.getDescription()),
                        kind(attribute),
                        standard,
                        value == null ? standard : written(attribute, value),
                        value != null));
            });
            described.add(new ConfigSection(
                    name,
                    section.definition().getName(),
                    text(section.definition().getDescription()),
                    settings));
        });
        return described;
    }

    private static String key(String id) {
        String name = id.endsWith(MILLIS) ? id.substring(0, id.length() - MILLIS.length()) : id;
        return name.replace('.', '-').replace('_', '-');
    }

    private static boolean isDuration(AttributeDefinition attribute) {
        return attribute.getID().endsWith(MILLIS);
    }

    private static Optional<Object> read(YamlNode node, AttributeDefinition attribute) {
        if (node.isAbsent()) {
            return Optional.empty();
        }
        if (attribute.getCardinality() == 0) {
            return scalar(node, attribute);
        }
        List<String> items = new ArrayList<>();
        for (YamlNode item : node.items()) {
            item.text().ifPresent(text -> {
                complainIfBad(item, attribute, text);
                items.add(text);
            });
        }
        return Optional.of(items.toArray(String[]::new));
    }

    private static Optional<Object> scalar(YamlNode node, AttributeDefinition attribute) {
        if (isDuration(attribute)) {
            Optional<Duration> duration = node.duration(Duration.ZERO, LONGEST);
            duration.ifPresent(value -> complainIfBad(node, attribute, String.valueOf(value.toMillis())));
            return duration.map(Duration::toMillis);
        }
        return switch (attribute.getType()) {
            case AttributeDefinition.BOOLEAN -> node.bool().map(Object.class::cast);
            case AttributeDefinition.INTEGER, AttributeDefinition.LONG -> {
                var number = node.integer(Long.MIN_VALUE, Long.MAX_VALUE);
                number.ifPresent(value -> complainIfBad(node, attribute, String.valueOf(value)));
                yield number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
            }
            default -> {
                Optional<String> text = node.text();
                text.ifPresent(value -> complainIfBad(node, attribute, value));
                yield text.map(Object.class::cast);
            }
        };
    }

    private static void complainIfBad(YamlNode node, AttributeDefinition attribute, String value) {
        String complaint = attribute.validate(value);
        if (complaint != null && !complaint.isEmpty()) {
            node.complain("must be " + kind(attribute) + ", got " + node.text().orElse(value));
        }
    }

    private static String kind(AttributeDefinition attribute) {
        String[] options = attribute.getOptionValues();
        if (options != null && options.length > 0) {
            return "one of " + String.join(", ", options);
        }
        String kind = isDuration(attribute)
                ? "a duration such as 3 s"
                : switch (attribute.getType()) {
                    case AttributeDefinition.BOOLEAN -> "true or false";
                    case AttributeDefinition.INTEGER, AttributeDefinition.LONG -> "a whole number";
                    default -> "text";
                };
        return attribute.getCardinality() == 0 ? kind : "a list, each " + kind;
    }

    private static Object standard(AttributeDefinition attribute) {
        String[] values = attribute.getDefaultValue();
        if (values == null || values.length == 0) {
            return attribute.getCardinality() == 0 ? "" : new String[0];
        }
        return attribute.getCardinality() == 0 ? values[0] : values;
    }

    private static String written(AttributeDefinition attribute, Object value) {
        if (value instanceof Object[] many) {
            return "["
                    + String.join(
                            ", ", List.of(many).stream().map(String::valueOf).toList()) + "]";
        }
        return isDuration(attribute) && !value.equals("") ? value + " ms" : String.valueOf(value);
    }

    private static String text(String description) {
        return description == null ? "" : description;
    }
}
