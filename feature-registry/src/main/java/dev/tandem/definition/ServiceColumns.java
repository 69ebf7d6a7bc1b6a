package dev.tandem.definition;

import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.FeatureService.Naming;
import dev.tandem.definition.FeatureService.Selection;
import dev.tandem.definition.OnDemandView.RequestInput;
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

    private final Function<Selection, Selectable> views;
    private final List<Clash> clashes = new ArrayList<>();
    private final Map<String, Brought> brought = new HashMap<>();
    private final Map<String, String> features = new HashMap<>();

    private ServiceColumns(Function<Selection, Selectable> views) {
        this.views = views;
    }

    /**
     * Something that one column cannot be at the same time.
     *
     * @param selection the position of the selection that comes second
     * @param field the position of its field, or {@link #BROUGHT} when it is about what the caller brings
     * @param problem a sentence
     */
    record Clash(int selection, int field, String problem) {
        static final int BROUGHT = -1;
    }

    /** Something that the caller brings in a column. */
    private record Brought(String kind, String name, ValueType type, String view) {
        @Override
        public String toString() {
            return "%s '%s' (%s) of view '%s'".formatted(kind, name, type, view);
        }
    }

    /**
     * Everything that clashes in a service.
     *
     * @param views the view of a selection
     */
    static List<Clash> clashes(List<Selection> selections, Function<Selection, Selectable> views) {
        ServiceColumns columns = new ServiceColumns(views);
        for (int i = 0; i < selections.size(); i++) {
            columns.addBrought(i, selections.get(i));
        }
        for (int i = 0; i < selections.size(); i++) {
            columns.addFeatures(i, selections.get(i));
        }
        return columns.clashes;
    }

    private void addBrought(int position, Selection selection) {
        Selectable view = views.apply(selection);
        for (JoinKey key : view.keys()) {
            String column = selection.keys().getOrDefault(key.name(), key.name());
            add(position, column, new Brought("join key", key.name(), key.type(), view.name()));
        }
        for (RequestInput input : view.request()) {
            String column = selection.request().getOrDefault(input.name(), input.name());
            add(position, column, new Brought("request input", input.name(), input.type(), view.name()));
        }
    }

    private void add(int position, String column, Brought next) {
        Brought other = brought.putIfAbsent(column, next);
        if (column.equals(TIME)) {
            clash(
                    position,
                    Clash.BROUGHT,
                    "Label column '%s' holds the time, so it cannot hold %s".formatted(column, next));
        } else if (other != null && !other.type().equals(next.type())) {
            clash(
                    position,
                    Clash.BROUGHT,
                    "Label column '%s' cannot hold both %s and %s".formatted(column, other, next));
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
            Brought held = brought.get(name);
            if (held != null) {
                clash(
                        position,
                        index,
                        "Feature %s is called '%s', as the label column is that holds %s"
                                .formatted(reference, name, held));
            }
        }
    }

    private void clash(int selection, int field, String problem) {
        clashes.add(new Clash(selection, field, problem));
    }
}
