package dev.tandem.cli.parity;

import dev.tandem.online.FeatureStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of the roads by which a service can be asked. */
@FunctionalInterface
public interface Road {

    /** Asks; gives an answer for each row of the question, in its order. */
    List<Answer> ask(Question question);

    /**
     * What a service answers about one row.
     *
     * @param values for each feature of the service, in its order, the value in its type's Java form, or null
     * @param statuses for each feature what serving says of it; none from training, which says nothing
     */
    record Answer(List<@Nullable Object> values, List<FeatureStatus> statuses) {

        /** Copies the lists. */
        public Answer {
            values = Collections.unmodifiableList(new ArrayList<>(values));
            statuses = List.copyOf(statuses);
        }
    }
}
