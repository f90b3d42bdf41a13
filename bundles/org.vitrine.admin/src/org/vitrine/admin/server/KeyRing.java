/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.vitrine.admin.AdminKeyService;
import org.vitrine.admin.AdminKeys;
import org.vitrine.admin.protocol.AdminKey;
import org.vitrine.admin.protocol.AdminKeyFile;
import org.vitrine.common.Caller;
import org.vitrine.common.Services;
import org.vitrine.common.StateFolder;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/** Keeps the keys of version 2 in the file {@code admin.keys} of the state folder. */
@Component(
        service = {KeyRing.class, AdminKeyService.class},
        property = Services.EXPORTED,
        reference = @Reference(name = "runtime", service = Condition.class, target = Services.IN_RUNTIME))
public final class KeyRing implements AdminKeyService {
    private static final Logger LOG = System.getLogger(KeyRing.class.getName());
    private static final Logger AUDIT = System.getLogger("org.vitrine.audit");

    private final Path file;
    private final Clock clock = Clock.systemUTC();
    private volatile List<AdminKey> valid = List.of();
    private volatile String trouble = "";

    @Activate
    public KeyRing(BundleContext context) {
        this(StateFolder.of(context.getProperty("vitrine.state")).resolve("admin.keys"));
    }

    KeyRing(Path file) {
        this.file = file;
        try {
            valid = AdminKeyFile.read(file);
        } catch (VitrineException e) {
            trouble = e.explained();
            LOG.log(Level.ERROR, "version 2 of the administration protocol is off: " + trouble);
        }
    }

    /** The newest last; the same list until they change. */
    List<AdminKey> valid() {
        return valid;
    }

    /** Why the keys could not be read; empty otherwise. */
    String trouble() {
        return trouble;
    }

    @Override
    public AdminKeys keys() {
        return new AdminKeys(
                file.toString(),
                valid.stream()
                        .map(key ->
                                new AdminKeys.Key(key.name(), ChronoUnit.NANOS.between(Instant.EPOCH, key.created())))
                        .toList());
    }

    @Override
    public synchronized String rotate() throws VitrineException {
        checkReadable();
        List<AdminKey> keys = new ArrayList<>(valid);
        AdminKey fresh = AdminKey.create(clock.instant().truncatedTo(ChronoUnit.SECONDS));
        keys.add(fresh);
        while (keys.size() > AdminKeyFile.MOST_KEYS) {
            keys.removeFirst();
        }
        write(keys, "made administration " + fresh);
        return fresh.name();
    }

    @Override
    public synchronized void remove(String id) throws VitrineException {
        checkReadable();
        List<AdminKey> keys = new ArrayList<>(valid);
        if (!keys.removeIf(key -> key.name().equals(id))) {
            throw new VitrineException(
                    Reason.NOT_FOUND, "there is no key " + id, "vitrine admin-key list shows which are valid.");
        }
        write(keys, "removed administration key " + id);
    }

    /** What somebody wrote by hand must not be lost because it has an error. */
    private void checkReadable() throws VitrineException {
        if (!trouble.isEmpty()) {
            throw new VitrineException(
                    Reason.FAILED, trouble, "Put it right or remove it, then start the runtime again.");
        }
    }

    private void write(List<AdminKey> keys, String what) throws VitrineException {
        try {
            AdminKeyFile.write(file, keys);
        } catch (IOException e) {
            throw new VitrineException(Reason.FAILED, "the key file " + file + " cannot be written: " + e, "", e);
        }
        valid = List.copyOf(keys);
        AUDIT.log(Level.INFO, Caller.current() + ": " + what);
    }
}
