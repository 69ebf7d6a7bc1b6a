package dev.tandem.online;

import dev.tandem.definition.Feature;
import dev.tandem.definition.FeatureView;
import dev.tandem.registry.StoredView;
import dev.tandem.row.CorruptRowException;
import dev.tandem.row.PackedRow;
import dev.tandem.row.RowSchema;
import dev.tandem.row.ValueSource;
import dev.tandem.row.Visibility;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads the views whose features are looked up: of each entity, its newest row is stored. */
final class RowReader implements ViewReader {
    private final StoredView stored;
    private final Visibility visibility;
    private final long stateNumber;
    /** For each schema under which rows may have been packed, where each feature of the view stands in it; -1 where it does not. */
    private final int[][] positions;

    RowReader(FeatureView view, StoredView stored, Visibility visibility, long stateNumber) {
        this.stored = stored;
        this.visibility = visibility;
        this.stateNumber = stateNumber;
        List<String> features = view.features().stream().map(Feature::name).toList();
        this.positions = stored.schemas().stream()
                .map(schema -> features.stream().mapToInt(schema::indexOf).toArray())
                .toArray(int[][]::new);
    }

    @Override
    public long generation() {
        return stored.generation();
    }

    @Override
    public @Nullable EntityFeatures read(byte @Nullable [] bytes, long now) {
        if (bytes == null) {
            return null;
        }
        PackedRow row;
        try {
            row = PackedRow.of(bytes);
        } catch (CorruptRowException e) {
            throw e.at("feature view '" + stored.view() + "'");
        }
        if (!visibility.knownAt(now, row.eventTime(), row.createdTime())) {
            return null;
        }
        List<RowSchema> schemas = stored.schemas();
        for (int i = schemas.size() - 1; i >= 0; i--) {
            if (schemas.get(i).id() == row.schemaId()) {
                return new Row(row, schemas.get(i), positions[i], visibility.outlivedAt(now, row.eventTime()));
            }
        }
        throw new StalePlanException(stored.view(), row.schemaId(), stateNumber);
    }

    /** A row that counts, or did until its ttl ran out. */
    private final class Row implements EntityFeatures {
        private final PackedRow row;
        private final RowSchema schema;
        private final int[] places;
        private final boolean outlived;
        private @Nullable ValueSource values;

        Row(PackedRow row, RowSchema schema, int[] places, boolean outlived) {
            this.row = row;
            this.schema = schema;
            this.places = places;
            this.outlived = outlived;
        }

        @Override
        public FeatureStatus status(int feature) {
            if (places[feature] < 0) {
                return FeatureStatus.NOT_FOUND;
            }
            if (outlived) {
                return FeatureStatus.OUTSIDE_MAX_AGE;
            }
            return values().isNull(places[feature]) ? FeatureStatus.NULL_VALUE : FeatureStatus.PRESENT;
        }

        @Override
        public long eventTime(int feature) {
            return places[feature] < 0 ? 0 : row.eventTime();
        }

        @Override
        public FeatureAnswer.Origin origin() {
            return new FeatureAnswer.Origin(
                    row.eventTime(), TimeUnit.MILLISECONDS.toMicros(row.writeTimeMillis()), row.schemaId());
        }

        @Override
        public int position(int feature) {
            return places[feature];
        }

        @Override
        public ValueSource values() {
            ValueSource decoded = values;
            if (decoded == null) {
                try {
                    decoded = row.values(schema);
                } catch (CorruptRowException e) {
                    throw e.at("feature view '" + stored.view() + "'");
                }
                values = decoded;
            }
            return decoded;
        }
    }
}
