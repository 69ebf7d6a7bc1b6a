package dev.tandem.registry;

import dev.tandem.definition.DefinitionHash;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Feature;
import dev.tandem.definition.FeatureView;
import dev.tandem.registry.Plan.Effect;
import dev.tandem.registry.Storage.Slot;
import dev.tandem.registry.StoragePlan.Fate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a changed view means for its stored rows, and for those who read it. */
final class ViewChange {
    private final String name;
    private final Fate fate;
    private final Optional<FeatureView> before;
    private final Optional<FeatureView> after;
    private final boolean rowsChange;

    ViewChange(Optional<Definitions> base, Definitions wanted, String name, Fate fate) {
        this.name = name;
        this.fate = fate;
        this.before = base.flatMap(
                definitions -> Optional.ofNullable(definitions.views().get(name)));
        this.after = Optional.ofNullable(wanted.views().get(name));
        this.rowsChange = !rowsHash(base, before).equals(rowsHash(Optional.of(wanted), after));
    }

    private static Optional<String> rowsHash(Optional<Definitions> definitions, Optional<FeatureView> view) {
        return definitions.flatMap(all -> view.map(one -> DefinitionHash.ofStoredRows(all, one)));
    }

    Effect effect() {
        return switch (fate) {
            case ABSENT, BEGUN, KEPT -> Effect.COMPATIBLE;
            case EXTENDED -> added().isEmpty() ? Effect.COMPATIBLE : Effect.BACKFILL;
            case RESTARTED -> Effect.NEW_GENERATION;
            case ENDED -> Effect.REMOVAL;
        };
    }

    String consequence() {
        List<String> sentences = new ArrayList<>();
        switch (fate) {
            case ABSENT -> {}
            case BEGUN -> sentences.add(Consequence.ofBeginning(name));
            case RESTARTED -> sentences.add(Consequence.ofRestarting(name));
            case ENDED -> sentences.add(Consequence.ofEnding());
            case KEPT, EXTENDED -> {
                if (!added().isEmpty()) {
                    sentences.add(Consequence.ofAdding(name, added()));
                }
                if (!removed().isEmpty()) {
                    sentences.add(Consequence.ofRemoving(removed()));
                }
                if (!ttl(before).equals(ttl(after))) {
                    sentences.add(
                            isLonger(ttl(after), ttl(before))
                                    ? Consequence.ofLongerTtl(name)
                                    : Consequence.ofShorterTtl());
                }
            }
        }
        return String.join(" ", sentences);
    }

    /** Whether it touches everybody who reads the view, whichever of its features. */
    boolean touchesAll() {
        return rowsChange
                || fate == Fate.RESTARTED
                || !ttl(before).equals(ttl(after))
                || !before.map(FeatureView::online).equals(after.map(FeatureView::online));
    }

    /** The features that come, go, or get other values. */
    NavigableSet<String> touchedFeatures() {
        List<Slot> was = slots(before);
        List<Slot> is = slots(after);
        NavigableSet<String> touched = new TreeSet<>();
        was.stream().filter(slot -> !is.contains(slot)).forEach(slot -> touched.add(slot.feature()));
        is.stream().filter(slot -> !was.contains(slot)).forEach(slot -> touched.add(slot.feature()));
        return touched;
    }

    private NavigableSet<String> added() {
        return without(names(after), names(before));
    }

    private NavigableSet<String> removed() {
        return without(names(before), names(after));
    }

    private static NavigableSet<String> without(NavigableSet<String> names, NavigableSet<String> others) {
        return names.stream()
                .filter(feature -> !others.contains(feature))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static NavigableSet<String> names(Optional<FeatureView> view) {
        return view.stream()
                .flatMap(found -> found.features().stream())
                .map(Feature::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Slot> slots(Optional<FeatureView> view) {
        return view.stream()
                .flatMap(found -> found.features().stream())
                .map(Slot::of)
                .toList();
    }

    private static Optional<Duration> ttl(Optional<FeatureView> view) {
        return view.flatMap(FeatureView::ttl);
    }

    private static boolean isLonger(Optional<Duration> a, Optional<Duration> b) {
        return b.isPresent() && (a.isEmpty() || a.get().compareTo(b.get()) > 0);
    }
}
