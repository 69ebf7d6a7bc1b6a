package dev.tandem.registry;

import dev.tandem.definition.Severity;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether an expectation held when rows were checked.
 *
 * @param kind what it is an expectation of
 * @param of the name of that source or view
 * @param expectation it in one line, as {@link dev.tandem.definition.Expectation#text} gives it
 * @param severity what follows where it does not hold
 * @param holds whether it held
 * @param rows how many rows were checked
 * @param failed how many of them do not meet it; 0 for what is expected of all rows together
 * @param found what was found instead, if it does not hold and there is something to show
 */
public record ExpectationResult(
        Kind kind,
        String of,
        String expectation,
        Severity severity,
        boolean holds,
        long rows,
        long failed,
        Optional<String> found) {

    /** What expectations are of. */
    public enum Kind {
        SOURCE,
        VIEW;

        /** As people say it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether it stops a run. */
    public boolean stops() {
        return !holds && severity == Severity.FAIL;
    }

    /** Whether it does not hold, and a run goes on all the same. */
    public boolean warns() {
        return !holds && severity == Severity.WARN;
    }

    /** It and what became of it, on one line, without a full stop. */
    public String sentence() {
        String subject = "%s '%s': %s".formatted(kind.word(), of, expectation);
        if (holds) {
            return subject;
        }
        return subject + ": not " + (failed > 0 ? "in %,d of %,d rows".formatted(failed, rows) : "so")
                + found.map(example -> (failed > 0 ? ", such as " : ", but ") + example)
                        .orElse("");
    }
}
