package dev.tandem.registry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What became of expectations when rows were checked.
 *
 * @param by who checked them
 * @param run the id of the materialisation that did; empty where it was none
 * @param checkedAt when
 * @param results of every source and view that was checked, all that is expected of it
 */
public record ExpectationCheck(By by, Optional<Long> run, Instant checkedAt, List<ExpectationResult> results) {
    /** The commands that check rows. They look at different rows of the same source or view. */
    public enum By {
        CHECK,
        TRAIN,
        MATERIALIZE
    }

    /** Copies the list. */
    public ExpectationCheck {
        results = List.copyOf(results);
    }
}
