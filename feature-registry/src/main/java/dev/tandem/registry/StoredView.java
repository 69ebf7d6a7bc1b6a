package dev.tandem.registry;

import dev.tandem.row.RowSchema;
import java.util.List;

/**
 * Where the online rows of a view are kept and how they may be packed.
 *
 * @param view the view's name
 * @param generation unique in the project and never used again; it stands in every key of the online store, so that a view that is
 *     removed, or given a new generation, is unreachable at once
 * @param schemas every schema under which rows of this generation may have been packed, oldest first; the last one is for writing
 */
public record StoredView(String view, long generation, List<RowSchema> schemas) {

    /** Copies the schemas. */
    public StoredView {
        schemas = List.copyOf(schemas);
        if (schemas.isEmpty()) {
            throw new IllegalArgumentException("view " + view + " has no row schema");
        }
    }

    /** The schema under which rows are written. */
    public RowSchema schema() {
        return schemas.get(schemas.size() - 1);
    }
}
