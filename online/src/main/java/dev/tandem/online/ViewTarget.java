package dev.tandem.online;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.ValueType;
import dev.tandem.registry.StoredView;
import dev.tandem.row.RowSchema;
import dev.tandem.row.Visibility;
import java.io.Serializable;
import java.util.List;

/**
 * Everything that writing rows of one view takes. Immutable; serializable, so that tasks of a distributed job can carry it.
 *
 * @param view the view's name
 * @param generation where its rows are kept
 * @param schema under which rows are packed
 * @param keyTypes the types of its join keys, in order
 * @param visibility from when to when its rows count
 */
public record ViewTarget(
        String view, long generation, RowSchema schema, List<ValueType> keyTypes, Visibility visibility)
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
        return new ViewTarget(
                view.name(),
                stored.generation(),
                stored.schema(),
                definitions.joinKeys(view).stream().map(JoinKey::type).toList(),
                Visibility.of(view, definitions.source(view.source())));
    }
}
