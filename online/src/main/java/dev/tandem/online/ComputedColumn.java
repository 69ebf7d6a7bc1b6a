package dev.tandem.online;

import dev.tandem.row.ValueSource;
import java.math.BigDecimal;
import java.util.Optional;

/** A feature that is computed: it is there, null or not, for whatever a request brings, as of the time of the request. */
final class ComputedColumn implements AnswerColumn {
    private final ComputedFeatures features;
    private final int feature;
    private final long now;

    /**
     * @param feature which of the computed features
     * @param now the time of the request, in microseconds since 1970
     */
    ComputedColumn(ComputedFeatures features, int feature, long now) {
        this.features = features;
        this.feature = feature;
        this.now = now;
    }

    private ValueSource values() {
        return features.values(feature);
    }

    @Override
    public FeatureStatus status(int row) {
        return values().isNull(row) ? FeatureStatus.NULL_VALUE : FeatureStatus.PRESENT;
    }

    @Override
    public long eventTime(int row) {
        return now;
    }

    @Override
    public Optional<FeatureAnswer.Origin> origin(int row) {
        return Optional.empty();
    }

    @Override
    public int size() {
        return features.rows();
    }

    @Override
    public boolean booleanAt(int row) {
        return values().booleanAt(row);
    }

    @Override
    public int intAt(int row) {
        return values().intAt(row);
    }

    @Override
    public long longAt(int row) {
        return values().longAt(row);
    }

    @Override
    public float floatAt(int row) {
        return values().floatAt(row);
    }

    @Override
    public double doubleAt(int row) {
        return values().doubleAt(row);
    }

    @Override
    public BigDecimal decimalAt(int row) {
        return values().decimalAt(row);
    }

    @Override
    public byte[] bytesAt(int row) {
        return values().bytesAt(row);
    }

    @Override
    public ValueSource arrayAt(int row) {
        return values().arrayAt(row);
    }
}
