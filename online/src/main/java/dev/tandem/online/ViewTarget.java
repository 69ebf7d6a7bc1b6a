package dev.tandem.online;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Source;
import dev.tandem.definition.ValueType;
import dev.tandem.registry.StoredView;
import dev.tandem.row.RowSchema;
import dev.tandem.row.Visibility;
import dev.tandem.transform.EventReader;
import dev.tandem.transform.window.WindowPlan;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that writing rows of one view takes. Immutable; serializable, so that tasks of a distributed job can carry it.
 *
 * @param view the view's name
 * @param generation where its rows are kept
 * @param schema under which rows are packed; of a windowed view, the columns of its events
 * @param keyTypes the types of its join keys, in order
 * @param visibility from when to when its rows count
 * @param events how a row is read as an event, for a windowed view; null for others
 */
public record ViewTarget(
        String view,
        long generation,
        RowSchema schema,
        List<ValueType> keyTypes,
        Visibility visibility,
        EventReader.@Nullable Form events)
        implements Serializable {

    /** Copies the types. */
    public ViewTarget {
        keyTypes = List.copyOf(keyTypes);
    }

    /**
     * What the registry says of a view.
     *
     * @param definitions of the view's project
     * @param stored where to write: the view's storage in force, or a generation reserved for a correction
     */
    public static ViewTarget of(Definitions definitions, StoredView stored) {
        FeatureView view = definitions.view(stored.view());
        Source source = definitions.source(view.source());
        return new ViewTarget(
                view.name(),
                stored.generation(),
                view.isWindowed() ? eventSchema(source) : stored.schema(),
                definitions.joinKeys(view).stream().map(JoinKey::type).toList(),
                Visibility.of(view, source),
                view.isWindowed() ? EventReader.Form.of(WindowPlan.of(view, source), source) : null);
    }

    /** The columns that a pushed event brings: those that its source declares. */
    private static RowSchema eventSchema(Source source) {
        return new RowSchema(
                0,
                source.columns().entrySet().stream()
                        .map(column -> new RowSchema.Column(column.getKey(), column.getValue()))
                        .toList());
    }
}
