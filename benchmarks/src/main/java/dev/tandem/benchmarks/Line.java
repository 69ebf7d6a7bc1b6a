package dev.tandem.benchmarks;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/**
 * A line of the table: one figure, what it stands beside, and what was hoped for.
 *
 * @param measure what was measured, in words
 * @param value what Tandem does
 * @param unit in what it is counted
 * @param yardstick what it stands beside, or null when the value speaks for itself
 * @param ratio Tandem's value by the yardstick's, round by round, or null when there is no yardstick
 * @param target for the ratio, or for the value when there is no yardstick; null when nothing was aimed at
 */
public record Line(
        String measure,
        Spread value,
        String unit,
        @Nullable String yardstick,
        @Nullable Spread ratio,
        @Nullable Target target) {

    /** A figure of a race beside that of another contestant. */
    public static Line compared(
            String text, Race race, Measure measure, String contestant, String yardstick, @Nullable Target target) {
        return new Line(
                text,
                race.of(contestant, measure),
                measure.unit(),
                yardstick,
                race.ratio(contestant, yardstick, measure),
                target);
    }

    /** A figure that speaks for itself. */
    public static Line alone(String text, Spread value, String unit, @Nullable Target target) {
        return new Line(text, value, unit, null, null, target);
    }

    /** What the target speaks of: the ratio, or the value when there is none. */
    @JsonIgnore
    public Spread judged() {
        return ratio == null ? value : ratio;
    }
}
