package dev.tandem.online;

import dev.tandem.registry.StoredView;
import dev.tandem.row.CorruptRowException;
import dev.tandem.row.PackedRow;
import dev.tandem.row.RowSchema;
import dev.tandem.row.ValueSource;
import dev.tandem.row.Visibility;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the stored rows of one view are to be understood. Immutable. */
final class ViewRows {
    private final StoredView stored;
    private final Visibility visibility;
    private final long stateNumber;

    ViewRows(StoredView stored, Visibility visibility, long stateNumber) {
        this.stored = stored;
        this.visibility = visibility;
        this.stateNumber = stateNumber;
    }

    long generation() {
        return stored.generation();
    }

    /** Where a feature stands in each schema under which rows may have been packed; -1 where it does not. */
    int[] positions(String feature) {
        return stored.schemas().stream()
                .mapToInt(schema -> schema.indexOf(feature))
                .toArray();
    }

    /**
     * Judges a row as of {@code now}.
     *
     * @return null when there is none, or none that had happened and was known by then
     * @throws StalePlanException when its schema is not known here
     */
    @Nullable
    Found judge(@Nullable PackedRow row, long now) {
        if (row == null || !visibility.knownAt(now, row.eventTime(), row.createdTime())) {
            return null;
        }
        List<RowSchema> schemas = stored.schemas();
        for (int i = schemas.size() - 1; i >= 0; i--) {
            if (schemas.get(i).id() == row.schemaId()) {
                return new Found(stored.view(), row, schemas.get(i), i, visibility.outlivedAt(now, row.eventTime()));
            }
        }
        throw new StalePlanException(stored.view(), row.schemaId(), stateNumber);
    }

    /** A row that counts, or did until its ttl ran out. Safe to share: at worst two threads decode the same values. */
    static final class Found {
        private final String view;
        private final PackedRow row;
        private final RowSchema schema;
        private final int schemaIndex;
        private final boolean outlived;
        private @Nullable ValueSource values;

        private Found(String view, PackedRow row, RowSchema schema, int schemaIndex, boolean outlived) {
            this.view = view;
            this.row = row;
            this.schema = schema;
            this.schemaIndex = schemaIndex;
            this.outlived = outlived;
        }

        long eventTime() {
            return row.eventTime();
        }

        /** Which of the view's schemas it was packed under, as {@link #positions} counts them. */
        int schemaIndex() {
            return schemaIndex;
        }

        boolean isOutlived() {
            return outlived;
        }

        /** The values, decoded when they are first asked for. */
        ValueSource values() {
            ValueSource decoded = values;
            if (decoded == null) {
                try {
                    decoded = row.values(schema);
                } catch (CorruptRowException e) {
                    throw e.at("feature view '" + view + "'");
                }
                values = decoded;
            }
            return decoded;
        }
    }
}
