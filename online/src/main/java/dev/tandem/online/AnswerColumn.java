package dev.tandem.online;

import dev.tandem.row.ValueSource;
import java.util.Optional;

/** One feature of all entities asked for: null unless the status is {@link FeatureStatus#PRESENT}. */
public interface AnswerColumn extends ValueSource {

    /** What is known of the feature of an entity. */
    FeatureStatus status(int row);

    /** When what holds it became true, in microseconds since 1970; 0 when the status is {@link FeatureStatus#NOT_FOUND}. */
    long eventTime(int row);

    /** Where the value is from; empty when nothing is stored of it. */
    Optional<FeatureAnswer.Origin> origin(int row);

    @Override
    default boolean isNull(int row) {
        return status(row) != FeatureStatus.PRESENT;
    }
}
