package dev.tandem.registry;

import dev.tandem.definition.Feature;
import dev.tandem.definition.ValueType;
import dev.tandem.row.RowSchema;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a state remembers of the rows stored online: enough to tell whether a later definition gives them another meaning.
 *
 * @param engine the {@link dev.tandem.EngineSettings} under which the rows were computed
 * @param views each online view, by name
 */
record Storage(SortedMap<String, String> engine, SortedMap<String, Rows> views) {
    static final Storage NONE = new Storage(new TreeMap<>(), new TreeMap<>());

    Storage {
        engine = Collections.unmodifiableSortedMap(new TreeMap<>(engine));
        views = Collections.unmodifiableSortedMap(new TreeMap<>(views));
    }

    /** The same as everybody else sees it. */
    SortedMap<String, StoredView> stored() {
        SortedMap<String, StoredView> stored = new TreeMap<>();
        views.forEach((view, rows) -> stored.put(
                view,
                new StoredView(
                        view,
                        rows.generation(),
                        rows.layouts().stream().map(Layout::schema).toList())));
        return stored;
    }

    /** The rows of an online view that is known to be there. */
    Rows rows(String view) {
        return Objects.requireNonNull(views.get(view));
    }

    /** The same, but for one view. */
    Storage with(String view, Rows rows) {
        SortedMap<String, Rows> changed = new TreeMap<>(views);
        changed.put(view, rows);
        return new Storage(engine, changed);
    }

    /**
     * The rows of one view.
     *
     * @param layouts every layout under which rows of this generation may have been packed, oldest first, ids growing; the last one is
     *     for writing
     */
    record Rows(long generation, List<Layout> layouts) {
        Rows {
            layouts = List.copyOf(layouts);
        }

        Layout newest() {
            return layouts.get(layouts.size() - 1);
        }

        /**
         * What a feature of that name means, or once meant, in a row of this generation: the same in every layout that has it, or there
         * would have been a new generation.
         */
        Optional<Slot> findSlot(String feature) {
            return layouts.stream()
                    .flatMap(layout -> layout.slots().stream())
                    .filter(slot -> slot.feature().equals(feature))
                    .findFirst();
        }

        Rows appended(Layout layout) {
            return new Rows(
                    generation,
                    Stream.concat(layouts.stream(), Stream.of(layout)).toList());
        }
    }

    /**
     * The columns of a packed row, and where each came from.
     *
     * @param id the id of the {@link RowSchema}
     */
    record Layout(int id, List<Slot> slots) {
        Layout {
            slots = List.copyOf(slots);
        }

        static Layout of(int id, List<Feature> features) {
            return new Layout(id, features.stream().map(Slot::of).toList());
        }

        private RowSchema schema() {
            return new RowSchema(
                    id,
                    slots.stream()
                            .map(slot -> new RowSchema.Column(slot.feature(), slot.type()))
                            .toList());
        }
    }

    /**
     * One column of a packed row.
     *
     * @param from what its values came from: the source's column, or how they are aggregated
     */
    record Slot(String feature, ValueType type, String from) {
        static Slot of(Feature feature) {
            return new Slot(feature.name(), feature.type(), feature.derivation().text());
        }
    }
}
