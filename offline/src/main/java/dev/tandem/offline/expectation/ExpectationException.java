package dev.tandem.offline.expectation;

import dev.tandem.TandemException;
import dev.tandem.registry.ExpectationResult;
import java.util.List;
import java.util.stream.Collectors;

/** Rows are not as they are expected to be, and nothing was made of them. */
public final class ExpectationException extends TandemException {
    private static final long serialVersionUID = 1L;

    private final transient List<ExpectationResult> results;

    private ExpectationException(List<ExpectationResult> results, List<ExpectationResult> broken) {
        super(
                "%s hold, so nothing was written: %s. Mend the rows, or what is expected of them; with 'severity: warn' it would only be told."
                        .formatted(
                                broken.size() == 1 ? "An expectation does not" : broken.size() + " expectations do not",
                                broken.stream().map(ExpectationResult::sentence).collect(Collectors.joining("; "))));
        this.results = results;
    }

    /** @throws ExpectationException when one of them stops a run */
    public static void throwIfAnyStops(List<ExpectationResult> results) {
        List<ExpectationResult> broken =
                results.stream().filter(ExpectationResult::stops).toList();
        if (!broken.isEmpty()) {
            throw new ExpectationException(List.copyOf(results), broken);
        }
    }

    /** All that was found, what holds included. */
    public List<ExpectationResult> results() {
        return results;
    }
}
