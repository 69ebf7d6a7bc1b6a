package dev.tandem.definition;

import dev.tandem.definition.DriftThresholds.Levels;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Makes drift thresholds of what was written in the field {@code drift} of a feature, an aggregation or a service. */
final class WrittenDrift {
    private WrittenDrift() {}

    static DriftThresholds of(Part owner, Problems problems) {
        Optional<Part> drift = owner.isText() ? Optional.empty() : owner.find("drift");
        if (drift.isEmpty()) {
            return DriftThresholds.NOT_GIVEN;
        }
        Map<DriftMeasure, Levels> levels = new EnumMap<>(DriftMeasure.class);
        drift.get().fields().forEach((name, written) -> {
            Optional<DriftMeasure> measure = DriftMeasure.find(name);
            if (measure.isPresent() && written.isUsable()) {
                levels.put(measure.get(), levels(written, problems));
            }
        });
        return new DriftThresholds(levels);
    }

    private static Levels levels(Part written, Problems problems) {
        Levels levels = new Levels(number(written, "warn"), number(written, "alert"));
        if (levels.warn().isPresent()
                && levels.alert().isPresent()
                && levels.warn().get() > levels.alert().get()) {
            problems.add(
                    written.find("warn").orElseThrow().place(),
                    "'%s' would warn from %s on, after the alert from %s on"
                            .formatted(
                                    written.name(),
                                    written.findText("warn").orElseThrow(),
                                    written.findText("alert").orElseThrow()),
                    "Let warn be the smaller of the two.");
        }
        return levels;
    }

    private static Optional<Double> number(Part written, String field) {
        return written.find(field).map(part -> part.node().doubleValue());
    }
}
