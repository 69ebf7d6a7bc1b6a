package dev.tandem.online;

import dev.tandem.online.ViewRows.Found;
import dev.tandem.row.ValueSource;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ReadPlan} read: for every feature of its service and every entity asked for, a status, an event time and a value. Features
 * are counted as in {@link ReadPlan#features()}, entities as in the request. Rows are decoded on the thread that first asks for them.
 * Thread-safe.
 */
public final class FeatureAnswer {
    private final List<Column> columns;
    private final int rows;

    FeatureAnswer(List<Column> columns, int rows) {
        this.columns = columns;
        this.rows = rows;
    }

    /** How many entities were asked for. */
    public int rows() {
        return rows;
    }

    /** What is known of a feature of an entity. */
    public FeatureStatus status(int feature, int row) {
        return columns.get(feature).status(row);
    }

    /**
     * When the row that holds a feature became true, in microseconds since 1970; 0 when the status is {@link FeatureStatus#NOT_FOUND}, for
     * then there is none.
     */
    public long eventTime(int feature, int row) {
        return columns.get(feature).eventTime(row);
    }

    /** The values of a feature by entity: null unless the status is {@link FeatureStatus#PRESENT}. */
    public ValueSource values(int feature) {
        return columns.get(feature);
    }

    /** One feature of all entities. */
    static final class Column implements ValueSource {
        private final @Nullable Found[] found;
        private final int[] positions;

        /**
         * @param found the row of each entity, if it has one
         * @param positions where the feature stands in a row of each schema, or -1
         */
        Column(@Nullable Found[] found, int[] positions) {
            this.found = found;
            this.positions = positions;
        }

        FeatureStatus status(int row) {
            Found at = holder(row);
            if (at == null) {
                return FeatureStatus.NOT_FOUND;
            }
            if (at.isOutlived()) {
                return FeatureStatus.OUTSIDE_MAX_AGE;
            }
            return at.values().isNull(position(at)) ? FeatureStatus.NULL_VALUE : FeatureStatus.PRESENT;
        }

        long eventTime(int row) {
            Found at = holder(row);
            return at == null ? 0 : at.eventTime();
        }

        /** The entity's row, if it has one and that knows the feature. */
        private @Nullable Found holder(int row) {
            Found at = found[row];
            return at == null || position(at) < 0 ? null : at;
        }

        private int position(Found at) {
            return positions[at.schemaIndex()];
        }

        private Found present(int row) {
            Found at = found[row];
            if (at == null) {
                throw new IllegalStateException("the value is null: ask isNull first");
            }
            return at;
        }

        @Override
        public int size() {
            return found.length;
        }

        @Override
        public boolean isNull(int row) {
            Found at = holder(row);
            return at == null || at.isOutlived() || at.values().isNull(position(at));
        }

        @Override
        public boolean booleanAt(int row) {
            Found at = present(row);
            return at.values().booleanAt(position(at));
        }

        @Override
        public int intAt(int row) {
            Found at = present(row);
            return at.values().intAt(position(at));
        }

        @Override
        public long longAt(int row) {
            Found at = present(row);
            return at.values().longAt(position(at));
        }

        @Override
        public float floatAt(int row) {
            Found at = present(row);
            return at.values().floatAt(position(at));
        }

        @Override
        public double doubleAt(int row) {
            Found at = present(row);
            return at.values().doubleAt(position(at));
        }

        @Override
        public BigDecimal decimalAt(int row) {
            Found at = present(row);
            return at.values().decimalAt(position(at));
        }

        @Override
        public byte[] bytesAt(int row) {
            Found at = present(row);
            return at.values().bytesAt(position(at));
        }

        @Override
        public ValueSource arrayAt(int row) {
            Found at = present(row);
            return at.values().arrayAt(position(at));
        }
    }
}
