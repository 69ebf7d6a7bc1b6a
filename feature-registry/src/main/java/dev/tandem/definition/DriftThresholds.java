package dev.tandem.definition;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * From which figure on the drift of a feature is worth a warning or an alert. Changes no value: it may be changed whenever one likes.
 *
 * @param levels for each measure that something is said of; a measure whose levels are {@link Levels#NEVER} is never judged
 */
public record DriftThresholds(Map<DriftMeasure, Levels> levels) {
    /** Nothing said. */
    public static final DriftThresholds NOT_GIVEN = new DriftThresholds(Map.of());

    private static final Levels USUAL_NULL_RATE = Levels.of(0.05, 0.1);
    private static final Levels USUAL_PSI = Levels.of(0.1, 0.2);
    private static final Levels USUAL_NEW_CATEGORIES = Levels.of(0.01, 0.05);

    /**
     * The levels of one measure.
     *
     * @param warn from which figure on there is a warning; empty: none
     * @param alert from which figure on there is an alert; empty: none
     */
    public record Levels(Optional<Double> warn, Optional<Double> alert) {
        /** No figure is judged. */
        public static final Levels NEVER = new Levels(Optional.empty(), Optional.empty());

        /** Both levels. */
        public static Levels of(double warn, double alert) {
            return new Levels(Optional.of(warn), Optional.of(alert));
        }

        /** What a figure means. */
        public Verdict verdict(double figure) {
            if (alert.isPresent() && figure >= alert.get()) {
                return Verdict.ALERT;
            }
            return warn.isPresent() && figure >= warn.get() ? Verdict.WARN : Verdict.OK;
        }
    }

    /** Copies the levels, in the order of the measures. */
    public DriftThresholds {
        Map<DriftMeasure, Levels> copy = new EnumMap<>(DriftMeasure.class);
        copy.putAll(levels);
        levels = Collections.unmodifiableMap(copy);
    }

    /**
     * What holds for a feature of a type of which nothing is said: PSI 0.1 and 0.2, null rate 0.05 and 0.1, new categories 0.01 and 0.05. Dates
     * and times move on by themselves, so of them only the null rate counts.
     */
    public static DriftThresholds usual(ValueType type) {
        Map<DriftMeasure, Levels> usual = new EnumMap<>(DriftMeasure.class);
        usual.put(DriftMeasure.NULL_RATE, USUAL_NULL_RATE);
        if (type.kind() != ValueType.Kind.DATE && type.kind() != ValueType.Kind.TIMESTAMP) {
            usual.put(DriftMeasure.PSI, USUAL_PSI);
            usual.put(DriftMeasure.NEW_CATEGORIES, USUAL_NEW_CATEGORIES);
        }
        return new DriftThresholds(usual);
    }

    /** These, and where they say nothing of a measure, the others. */
    public DriftThresholds orElse(DriftThresholds others) {
        Map<DriftMeasure, Levels> both = new EnumMap<>(DriftMeasure.class);
        both.putAll(others.levels);
        both.putAll(levels);
        return new DriftThresholds(both);
    }

    /** The levels of a measure. */
    public Levels of(DriftMeasure measure) {
        return levels.getOrDefault(measure, Levels.NEVER);
    }
}
