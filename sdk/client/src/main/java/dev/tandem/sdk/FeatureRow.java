package dev.tandem.sdk;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer for one key: for each feature of a service a value, what became of it, and when it became true. Values have the one Java
 * class of their type: BOOL {@link Boolean}, INT32 {@link Integer}, INT64 {@link Long}, FLOAT32 {@link Float}, FLOAT64 {@link Double},
 * DECIMAL {@link java.math.BigDecimal}, STRING {@link String}, BYTES {@code byte[]}, DATE {@link java.time.LocalDate}, TIMESTAMP {@link
 * Instant}, an array {@link List} of its elements' class, with null elements where there are any. Immutable, as long as nobody changes a
 * {@code byte[]}. A row is a view of the batch that it was read in, and keeps that in memory.
 */
public final class FeatureRow {
    private final Answer answer;
    private final int row;

    FeatureRow(Answer answer, int row) {
        this.answer = answer;
        this.row = row;
    }

    /**
     * A row that no server gave, for tests of code that takes rows.
     *
     * @param values by feature; null: the feature is {@link FeatureStatus#NULL_VALUE}
     * @param eventTime when all of them became true
     */
    public static FeatureRow of(Map<String, ? extends @Nullable Object> values, Instant eventTime) {
        List<Answer.Cells> cells = values.values().stream()
                .map(value -> new Answer.Cells(
                        new @Nullable Object[] {value},
                        new FeatureStatus[] {value == null ? FeatureStatus.NULL_VALUE : FeatureStatus.PRESENT},
                        new @Nullable Instant[] {eventTime}))
                .toList();
        return new FeatureRow(new Answer(0, AnswerColumns.untyped(values.keySet()), 1, cells), 0);
    }

    /** The features, in the order of the service. */
    public List<String> names() {
        return answer.columns().names();
    }

    /**
     * The value of a feature; null unless its status is {@link FeatureStatus#PRESENT}.
     *
     * @throws BindingException when there is no such feature
     */
    public @Nullable Object value(String feature) {
        return valueAt(answer.columns().position(feature));
    }

    /**
     * What became of a feature.
     *
     * @throws BindingException when there is no such feature
     */
    public FeatureStatus status(String feature) {
        return cells(feature).statuses()[row];
    }

    /**
     * When the value of a feature became true; empty when there is no row for the entity.
     *
     * @throws BindingException when there is no such feature
     */
    public Optional<Instant> eventTime(String feature) {
        return Optional.ofNullable(cells(feature).eventTimes()[row]);
    }

    /** All values by feature, in the order of the service; null where the status is not {@link FeatureStatus#PRESENT}. */
    public Map<String, @Nullable Object> values() {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < answer.columns().size(); i++) {
            values.put(answer.columns().columns().get(i).name(), valueAt(i));
        }
        return Collections.unmodifiableMap(values);
    }

    /** The number of the registry state that answered. */
    public long state() {
        return answer.state();
    }

    AnswerColumns columns() {
        return answer.columns();
    }

    @Nullable
    Object valueAt(int position) {
        return answer.cells().get(position).values()[row];
    }

    private Answer.Cells cells(String feature) {
        return answer.cells().get(answer.columns().position(feature));
    }

    /** Every feature with its value, or with its status where it has none. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < answer.columns().size(); i++) {
            Object value = valueAt(i);
            text.append(i == 0 ? "" : ", ")
                    .append(answer.columns().columns().get(i).name())
                    .append('=')
                    .append(
                            value == null
                                    ? answer.cells().get(i).statuses()[row]
                                    : value instanceof byte[] bytes ? Arrays.toString(bytes) : value);
        }
        return text.append('}').toString();
    }
}
