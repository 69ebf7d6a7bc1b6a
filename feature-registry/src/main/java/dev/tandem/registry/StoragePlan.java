package dev.tandem.registry;

import dev.tandem.definition.DefinitionHash;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureView;
import dev.tandem.registry.Storage.Layout;
import dev.tandem.registry.Storage.Rows;
import dev.tandem.registry.Storage.Slot;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decides, for each view, what becomes of the rows stored online when definitions change.
 *
 * <p><b>What must hold.</b> A row that is read under the new definitions must hold what training computes under them. So each row is
 * found under its view's generation and names the schema it was packed under, and both only ever grow:
 *
 * <ul>
 *   <li>A view keeps its generation as long as the meaning of a row stays: the join keys and the columns they come from, the source with its
 *       times and whatever it is computed from, the engine's settings (all of that is {@link DefinitionHash#ofStoredRows}), and for every
 *       feature its type and column. Otherwise it begins a new generation, empty, and the old rows can no longer be found.
 *   <li>A feature counts as the same only if it has the type and column of <em>every</em> schema of the generation that has its name, not just of the
 *       last: a row that was packed before the feature was removed is still there when another feature of that name comes.
 *   <li>When the features differ in any other way (added, removed, in another order), a schema is appended. Its id is greater than those
 *       before, because the greater id wins between rows of equal times. When the ids are used up, a new generation begins.
 *   <li>A view that comes back after it was removed, or was offline, begins a new generation too: what happened to its source
 *       meanwhile is not known.
 * </ul>
 *
 * <p>Names of entities and of a view's source decide nothing; nor do ttl, schedule or what people say of a definition.
 */
final class StoragePlan {
    private static final int FIRST_SCHEMA = 0;
    private static final int LAST_SCHEMA = 0xFFFF;

    /** What becomes of the rows of one view. */
    enum Fate {
        /** There are none, and will be none. */
        ABSENT,
        /** There were none; from now on there will be. */
        BEGUN,
        /** Nothing happens to them. */
        KEPT,
        /** They stay, and new ones are packed under another schema. */
        EXTENDED,
        /** They are left behind, and a new generation begins. */
        RESTARTED,
        /** They are left behind. */
        ENDED
    }

    private final Storage before;
    private final Definitions wanted;
    private final SortedMap<String, String> engine;
    private final SortedMap<String, Fate> fates = new TreeMap<>();

    private StoragePlan(Optional<AppliedState> base, Definitions wanted, SortedMap<String, String> engine) {
        this.before = base.map(AppliedState::storage).orElse(Storage.NONE);
        this.wanted = wanted;
        this.engine = engine;
        SortedSet<String> names = new TreeSet<>(wanted.views().keySet());
        base.ifPresent(state -> names.addAll(state.definitions().views().keySet()));
        for (String name : names) {
            fates.put(name, decide(base.map(AppliedState::definitions), name));
        }
    }

    /**
     * Compares a state with definitions.
     *
     * @param engine the settings under which rows will be computed
     */
    static StoragePlan of(Optional<AppliedState> base, Definitions wanted, SortedMap<String, String> engine) {
        return new StoragePlan(base, wanted, engine);
    }

    /** What becomes of the rows of a view that there was or will be. */
    Fate fate(String view) {
        return Objects.requireNonNull(fates.get(view));
    }

    /** Whether the engine's settings changed since the stored rows were computed. */
    boolean engineChanged() {
        return !before.views().isEmpty() && !before.engine().equals(engine);
    }

    /** The settings under which the stored rows were computed. */
    SortedMap<String, String> engineBefore() {
        return before.engine();
    }

    /** The settings under which rows will be computed. */
    SortedMap<String, String> engineAfter() {
        return engine;
    }

    /**
     * What the next state remembers.
     *
     * @param nextGeneration hands out a generation, for the view named, that was never used
     */
    Storage after(ToLongFunction<String> nextGeneration) {
        SortedMap<String, Rows> views = new TreeMap<>();
        fates.forEach((name, fate) -> {
            switch (fate) {
                case ABSENT, ENDED -> {}
                case KEPT -> views.put(name, before.rows(name));
                case EXTENDED ->
                    views.put(
                            name,
                            before.rows(name)
                                    .appended(layout(before.rows(name).newest().id() + 1, name)));
                case BEGUN, RESTARTED ->
                    views.put(name, new Rows(nextGeneration.applyAsLong(name), List.of(layout(FIRST_SCHEMA, name))));
            }
        });
        return new Storage(engine, views);
    }

    private Layout layout(int id, String view) {
        return Layout.of(id, wanted.view(view).features());
    }

    private Fate decide(Optional<Definitions> base, String name) {
        @Nullable Rows rows = before.views().get(name);
        @Nullable FeatureView view = wanted.views().get(name);
        if (view == null || !view.online()) {
            return rows == null ? Fate.ABSENT : Fate.ENDED;
        }
        if (rows == null || base.isEmpty()) {
            return Fate.BEGUN;
        }
        if (engineChanged() || !sameRows(base.get(), view) || !sameFeatures(rows, view)) {
            return Fate.RESTARTED;
        }
        Layout newest = rows.newest();
        if (newest.equals(Layout.of(newest.id(), view.features()))) {
            return Fate.KEPT;
        }
        if (view.isWindowed()) {
            return Fate.RESTARTED;
        }
        return newest.id() == LAST_SCHEMA ? Fate.RESTARTED : Fate.EXTENDED;
    }

    private boolean sameRows(Definitions base, FeatureView view) {
        return DefinitionHash.ofStoredRows(base, base.view(view.name()))
                .equals(DefinitionHash.ofStoredRows(wanted, view));
    }

    private static boolean sameFeatures(Rows rows, FeatureView view) {
        return view.features().stream()
                .map(Slot::of)
                .allMatch(
                        slot -> rows.findSlot(slot.feature()).map(slot::equals).orElse(true));
    }
}
