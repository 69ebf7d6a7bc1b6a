package dev.tandem.online;

import dev.tandem.row.ValueSource;

/**
 * What a {@link ReadPlan} read: for every feature of its service and every entity asked for, a status, an event time and a value. Features
 * are counted as in {@link ReadPlan#features()}, entities as in the request. Rows are decoded on the thread that first asks for them.
 * Thread-safe.
 */
public final class FeatureAnswer {
    private final AnswerColumn[] columns;
    private final int rows;

    /** @param columns one for each feature; not copied */
    FeatureAnswer(AnswerColumn[] columns, int rows) {
        this.columns = columns;
        this.rows = rows;
    }

    /** How many entities were asked for. */
    public int rows() {
        return rows;
    }

    /** What is known of a feature of an entity. */
    public FeatureStatus status(int feature, int row) {
        return columns[feature].status(row);
    }

    /**
     * When the row that holds a feature became true, in microseconds since 1970; 0 when the status is {@link FeatureStatus#NOT_FOUND}, for
     * then there is none.
     */
    public long eventTime(int feature, int row) {
        return columns[feature].eventTime(row);
    }

    /** All of it about one feature, by entity. */
    public AnswerColumn column(int feature) {
        return columns[feature];
    }

    /** The values of a feature by entity: null unless the status is {@link FeatureStatus#PRESENT}. */
    public ValueSource values(int feature) {
        return columns[feature];
    }
}
