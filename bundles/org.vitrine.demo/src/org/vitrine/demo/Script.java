/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.demo;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.json.Json;

/**
 * What happened when the story was recorded: {@code story.json} beside a recording. Times are seconds since the recording began.
 *
 * @param framesSeenByGuest frames of the administration protocol that were seen inside the guest
 */
record Script(
        Stage.Cast cast,
        double asked,
        Answer answer,
        long framesSeenByGuest,
        double filtered,
        double unfiltered,
        double ended) {
    static final String FILE = "story.json";

    static Script read(Path folder) throws VitrineException {
        try {
            return Json.read(Files.readString(folder.resolve(FILE)), Script.class);
        } catch (IOException e) {
            throw new VitrineException(
                    Reason.NOT_FOUND, "there is no story in " + folder + ": " + e.getMessage(), "", e);
        } catch (JsonParseException e) {
            throw new VitrineException(Reason.INVALID, folder.resolve(FILE) + ": " + e.getMessage(), "", e);
        }
    }
}
