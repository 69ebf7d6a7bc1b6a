package dev.tandem.online;

import dev.tandem.row.ValueSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ReadPlan} read: for every feature of its service and every entity asked for, a status, an event time and a value. Features
 * are counted as in {@link ReadPlan#features()}, entities as in the request. Rows are decoded on the thread that first asks for them.
 * Thread-safe.
 */
public final class FeatureAnswer {
    private final AnswerColumn[] columns;
    private final int rows;
    private final long time;

    /**
     * @param columns one for each feature; not copied
     * @param time as of when it was read, in microseconds since 1970
     */
    FeatureAnswer(AnswerColumn[] columns, int rows, long time) {
        this.columns = columns;
        this.rows = rows;
        this.time = time;
    }

    /**
     * Where a stored value is from.
     *
     * @param eventTime when what holds it became true, in microseconds since 1970; null when nothing does
     * @param writtenAt when the row that holds it was written, likewise; null where that is not kept
     * @param schemaId the schema of that row; null likewise
     */
    public record Origin(
            @Nullable Long eventTime,
            @Nullable Long writtenAt,
            @Nullable Integer schemaId) {}

    /** As of when it was read, in microseconds since 1970. */
    public long time() {
        return time;
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

    /** Where the value of a feature of an entity is from; empty when nothing is stored of it, and for features that are computed on demand. */
    public Optional<Origin> origin(int feature, int row) {
        return columns[feature].origin(row);
    }

    /** The values of a feature by entity: null unless the status is {@link FeatureStatus#PRESENT}. */
    public ValueSource values(int feature) {
        return columns[feature];
    }
}
