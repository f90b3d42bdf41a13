/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Makes the tree of nodes from the parser's events. Not the engine's own composer: that one recurses without a limit and knows
 * nothing of how large a document becomes when its aliases are followed.
 */
final class Composer {
    private final YamlDocument document;
    private final Map<String, YamlNode> anchors = new HashMap<>();
    private Iterator<Event> events;
    private long nodes;

    Composer(YamlDocument document) {
        this.document = document;
    }

    YamlNode compose(String text) {
        if (text.length() > YamlDocument.MAX_LENGTH) {
            return refused(
                    1,
                    1,
                    "the document has " + text.length() + " characters, at most " + YamlDocument.MAX_LENGTH
                            + " are read");
        }
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(YamlDocument.MAX_LENGTH + 1)
                .build();
        try {
            events = new Parse(settings).parseString(text).iterator();
            events.next(); // the stream starts
            if (!(events.next() instanceof DocumentStartEvent)) {
                return refused(1, 1, "the document is empty");
            }
            YamlNode root = node(events.next(), 1);
            events.next(); // the document ends
            Event next = events.next();
            if (next instanceof DocumentStartEvent) {
                complain(next, "a second document begins here; only one is read");
            }
            if (root.isAbsent()) {
                complain(next, "the document is empty");
            }
            return root;
        } catch (TooMuch e) {
            return refused(e.line, e.column, e.getMessage());
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
            return mark == null
                    ? refused(1, 1, e.getProblem())
                    : refused(mark.getLine() + 1, mark.getColumn() + 1, e.getProblem());
        } catch (ReaderException e) {
            String before = text.substring(0, Math.min(e.getPosition(), text.length()));
            int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
            int column = before.length() - before.lastIndexOf('\n');
            return refused(line, column, "a character that YAML does not allow: U+%04X".formatted(e.getCodePoint()));
        } catch (YamlEngineException e) {
            return refused(1, 1, e.getMessage());
        }
    }

    private YamlNode node(Event event, int depth) {
        int line = line(event);
        int column = column(event);
        if (++nodes > YamlDocument.MAX_NODES) {
            throw new TooMuch(line, column, "more than " + YamlDocument.MAX_NODES + " values");
        }
        if (depth > YamlDocument.MAX_DEPTH) {
            throw new TooMuch(line, column, "nested deeper than " + YamlDocument.MAX_DEPTH + " levels");
        }
        if (event instanceof AliasEvent alias) {
            return aliased(alias);
        }
        long before = nodes;
        YamlNode node = switch (event) {
            case ScalarEvent scalar -> {
                complainOfTag(scalar, scalar.getTag().orElse(""));
                yield YamlNode.scalar(document, line, column, scalar.getValue(), scalar.isPlain());
            }
            case CollectionStartEvent start -> {
                complainOfTag(start, start.getTag().orElse(""));
                yield start.getEventId() == Event.ID.MappingStart
                        ? YamlNode.mapping(document, line, column, entries(depth))
                        : YamlNode.sequence(document, line, column, items(depth));
            }
            default -> throw new IllegalStateException("a value cannot begin with " + event);
        };
        node.weigh(nodes - before + 1);
        // known from here on only: a value cannot contain itself
        ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor.getValue(), node));
        return node;
    }

    private YamlNode aliased(AliasEvent alias) {
        String name = alias.getAlias().getValue();
        YamlNode target = anchors.get(name);
        if (target == null) {
            complain(alias, "nothing before this is called &" + name);
            return YamlNode.absent(document, line(alias), column(alias));
        }
        nodes += target.weight();
        return target;
    }

    private List<YamlNode> items(int depth) {
        List<YamlNode> items = new ArrayList<>();
        for (Event next = events.next(); next.getEventId() != Event.ID.SequenceEnd; next = events.next()) {
            items.add(node(next, depth + 1));
        }
        return items;
    }

    private Map<String, YamlNode.Entry> entries(int depth) {
        Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
        for (Event next = events.next(); next.getEventId() != Event.ID.MappingEnd; next = events.next()) {
            YamlNode key = node(next, depth + 1);
            YamlNode value = node(events.next(), depth + 1);
            if (!key.isScalar()) {
                complain(next, "a key must be a word");
                continue;
            }
            YamlNode.Entry first = entries.putIfAbsent(key.scalar(), new YamlNode.Entry(key, value));
            if (first != null) {
                key.complain("\"" + key.scalar() + "\" is here a second time; first in line "
                        + first.key().line());
            }
        }
        return entries;
    }

    private void complainOfTag(Event event, String tag) {
        if (!tag.isEmpty() && !tag.equals("!")) {
            complain(event, "the tag " + tag + " is not understood; remove it");
        }
    }

    private YamlNode refused(int line, int column, String reason) {
        document.complain(line, column, reason);
        return YamlNode.absent(document, line, column);
    }

    private void complain(Event event, String reason) {
        document.complain(line(event), column(event), reason);
    }

    private static int line(Event event) {
        return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    private static int column(Event event) {
        return event.getStartMark().map(Mark::getColumn).orElse(0) + 1;
    }

    /** Ends the composing of a document that is beyond a limit. */
    private static final class TooMuch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int line;
        private final int column;

        private TooMuch(int line, int column, String reason) {
            super(reason, null, false, false);
            this.line = line;
            this.column = column;
        }
    }
}
