/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.action.Separator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.vitrine.ui.Selection;
import org.vitrine.ui.SelectionAction;

/** What can be done with the selection: the actions of all bundles that are there now. */
final class ActionList {
    private final ServiceTracker<SelectionAction, SelectionAction> tracker;
    /** Actions ask the runtime as they begin, which must not be on the UI thread. */
    private final CompletableFuture<Void> opening;

    ActionList(BundleContext context) {
        tracker = new ServiceTracker<>(context, SelectionAction.class, null);
        opening = CompletableFuture.runAsync(tracker::open);
    }

    void close() {
        opening.join();
        tracker.close();
    }

    /** An action and how it stands towards a selection. */
    record Offered(SelectionAction action, SelectionAction.Offer offer, int group) {}

    /** What can be done with a selection, in the order of a menu. */
    List<Offered> offers(Selection selection) {
        // sorted by the references, which say their ranking
        Map<ServiceReference<SelectionAction>, SelectionAction> actions = new TreeMap<>(
                Comparator.<ServiceReference<SelectionAction>>naturalOrder().reversed());
        actions.putAll(tracker.getTracked());
        List<Offered> offers = new ArrayList<>();
        actions.forEach((reference, action) -> Guard.call(action.getClass().getName(), () -> action.offer(selection))
                .flatMap(offer -> offer)
                .ifPresent(offer -> offers.add(new Offered(action, offer, group(reference)))));
        return offers;
    }

    private static int group(ServiceReference<SelectionAction> reference) {
        int ranking = reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer value ? value : 0;
        return Math.floorDiv(ranking, 100);
    }

    /** Adds what can be done with a selection to a menu. */
    void fill(IMenuManager menu, Selection selection) {
        Optional<Integer> last = Optional.empty();
        for (Offered offered : offers(selection)) {
            if (last.isPresent() && last.get() != offered.group()) {
                menu.add(new Separator());
            }
            last = Optional.of(offered.group());
            menu.add(item(offered, selection));
        }
    }

    static Action item(Offered offered, Selection selection) {
        SelectionAction.Offer offer = offered.offer();
        // an @ or & is a key or a mnemonic to JFace
        Action item = new Action(offer.label().replace("&", "&&").replace("@", " at ")) {
            @Override
            public void run() {
                Guard.call(offer.label(), () -> offered.action().run(selection, Services.workbench()));
            }
        };
        item.setImageDescriptor(Services.workbench().icons().descriptor(offer.icon()));
        item.setEnabled(offer.hindrance().isEmpty());
        item.setToolTipText(offer.hindrance());
        return item;
    }
}
