package dev.tandem.definition;

import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.FeatureService.Naming;
import dev.tandem.definition.FeatureService.Selection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The columns that the selections of a service need and give, which share one name space: that of a training set. Its label columns hold
 * keys and the time, its other columns features.
 */
final class ServiceColumns {
    /** The column of the labels, and of a pushed row, that holds the time. */
    static final String TIME = "event_timestamp";

    private final Function<Selection, List<JoinKey>> joinKeys;
    private final List<Clash> clashes = new ArrayList<>();
    private final Map<String, Key> keys = new HashMap<>();
    private final Map<String, String> features = new HashMap<>();

    private ServiceColumns(Function<Selection, List<JoinKey>> joinKeys) {
        this.joinKeys = joinKeys;
    }

    /**
     * Something that one column cannot be at the same time.
     *
     * @param selection the position of the selection that comes second
     * @param field the position of its field, or {@link #KEY} when it is about its keys
     * @param problem a sentence
     */
    record Clash(int selection, int field, String problem) {
        static final int KEY = -1;
    }

    private record Key(String view, JoinKey joinKey) {
        @Override
        public String toString() {
            return "join key '%s' (%s) of view '%s'".formatted(joinKey.name(), joinKey.type(), view);
        }
    }

    /**
     * Everything that clashes in a service.
     *
     * @param joinKeys the join keys of a selection's view
     */
    static List<Clash> clashes(List<Selection> selections, Function<Selection, List<JoinKey>> joinKeys) {
        ServiceColumns columns = new ServiceColumns(joinKeys);
        for (int i = 0; i < selections.size(); i++) {
            columns.addKeys(i, selections.get(i));
        }
        for (int i = 0; i < selections.size(); i++) {
            columns.addFeatures(i, selections.get(i));
        }
        return columns.clashes;
    }

    private void addKeys(int position, Selection selection) {
        for (JoinKey joinKey : joinKeys.apply(selection)) {
            String column = selection.keys().getOrDefault(joinKey.name(), joinKey.name());
            Key key = new Key(selection.view(), joinKey);
            Key other = keys.putIfAbsent(column, key);
            if (column.equals(TIME)) {
                clash(
                        position,
                        Clash.KEY,
                        "Label column '%s' holds the time, so it cannot hold %s".formatted(column, key));
            } else if (other != null && !other.joinKey().type().equals(joinKey.type())) {
                clash(
                        position,
                        Clash.KEY,
                        "Label column '%s' cannot hold both %s and %s".formatted(column, other, key));
            }
        }
    }

    private void addFeatures(int position, Selection selection) {
        for (int i = 0; i < selection.fields().size(); i++) {
            Field field = selection.fields().get(i);
            String reference = selection.view() + ":" + field.feature();
            String other = features.putIfAbsent(field.name(), reference);
            if (other != null) {
                clash(
                        position,
                        i,
                        other.equals(reference)
                                ? "Feature %s is there twice under the name '%s'".formatted(reference, field.name())
                                : "Features %s and %s are both called '%s'".formatted(other, reference, field.name()));
            }
            if (field.name().equals(TIME)) {
                clash(position, i, "Feature %s is called '%s', as the time is".formatted(reference, TIME));
            }
            addFullName(position, i, selection, reference);
        }
    }

    private void addFullName(int position, int index, Selection selection, String reference) {
        Field field = selection.fields().get(index);
        for (String name : List.of(field.name(), Naming.FULL.name(selection.view(), field.name()))) {
            Key key = keys.get(name);
            if (key != null) {
                clash(
                        position,
                        index,
                        "Feature %s is called '%s', as the label column is that holds %s"
                                .formatted(reference, name, key));
            }
        }
    }

    private void clash(int selection, int field, String problem) {
        clashes.add(new Clash(selection, field, problem));
    }
}
