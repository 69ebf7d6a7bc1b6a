package dev.tandem.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * How to measure.
 *
 * @param scale by what to multiply every amount of data; 1 is the amount that the targets speak of
 * @param rounds how often each contestant runs
 * @param data the folder for generated data, which later runs use again
 * @param home the root of the checkout, where the built program is found
 * @param only the parts of the suite to run; all when none is named
 * @param progress takes a line now and then
 */
public record Setting(double scale, int rounds, Path data, Path home, List<String> only, Consumer<String> progress) {

    /** Whether a part of the suite is to run. */
    public boolean includes(String part) {
        return only.isEmpty() || only.contains(part);
    }

    /** An amount at this scale, at least 1. */
    public long scaled(long amount) {
        return Math.max(1, Math.round(amount * scale));
    }
}
