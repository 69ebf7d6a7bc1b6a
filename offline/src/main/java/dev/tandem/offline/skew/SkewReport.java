package dev.tandem.offline.skew;

import dev.tandem.registry.SkewCheck;
import java.util.List;

/**
 * What came out of a comparison.
 *
 * @param check the figures
 * @param examples some of the differences: of each feature, a few of each cause
 */
public record SkewReport(SkewCheck check, List<Difference> examples) {
    /** Copies the list. */
    public SkewReport {
        examples = List.copyOf(examples);
    }
}
