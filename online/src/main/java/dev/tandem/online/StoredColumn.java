package dev.tandem.online;

import dev.tandem.row.ValueSource;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A feature that is stored. */
final class StoredColumn implements AnswerColumn {
    private final @Nullable EntityFeatures[] entities;
    private final int feature;

    /**
     * @param entities what is known of each entity, if anything
     * @param feature which feature of the view
     */
    StoredColumn(@Nullable EntityFeatures[] entities, int feature) {
        this.entities = entities;
        this.feature = feature;
    }

    @Override
    public FeatureStatus status(int row) {
        EntityFeatures at = entities[row];
        return at == null ? FeatureStatus.NOT_FOUND : at.status(feature);
    }

    @Override
    public long eventTime(int row) {
        EntityFeatures at = entities[row];
        return at == null ? 0 : at.eventTime(feature);
    }

    @Override
    public Optional<FeatureAnswer.Origin> origin(int row) {
        return Optional.ofNullable(entities[row]).map(EntityFeatures::origin);
    }

    private EntityFeatures present(int row) {
        EntityFeatures at = entities[row];
        if (at == null) {
            throw new IllegalStateException("the value is null: ask isNull first");
        }
        return at;
    }

    @Override
    public int size() {
        return entities.length;
    }

    @Override
    public boolean booleanAt(int row) {
        EntityFeatures at = present(row);
        return at.values().booleanAt(at.position(feature));
    }

    @Override
    public int intAt(int row) {
        EntityFeatures at = present(row);
        return at.values().intAt(at.position(feature));
    }

    @Override
    public long longAt(int row) {
        EntityFeatures at = present(row);
        return at.values().longAt(at.position(feature));
    }

    @Override
    public float floatAt(int row) {
        EntityFeatures at = present(row);
        return at.values().floatAt(at.position(feature));
    }

    @Override
    public double doubleAt(int row) {
        EntityFeatures at = present(row);
        return at.values().doubleAt(at.position(feature));
    }

    @Override
    public BigDecimal decimalAt(int row) {
        EntityFeatures at = present(row);
        return at.values().decimalAt(at.position(feature));
    }

    @Override
    public byte[] bytesAt(int row) {
        EntityFeatures at = present(row);
        return at.values().bytesAt(at.position(feature));
    }

    @Override
    public ValueSource arrayAt(int row) {
        EntityFeatures at = present(row);
        return at.values().arrayAt(at.position(feature));
    }
}
