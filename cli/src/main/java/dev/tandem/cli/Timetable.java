package dev.tandem.cli;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Schedules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** When which views are to be materialised, by the schedules that they declare. */
final class Timetable {
    private Timetable() {}

    /**
     * Some views that are due at the same time.
     *
     * @param at when
     * @param views their names, sorted
     */
    record Departure(Instant at, List<String> views) {}

    private record Due(Instant at, String view) {}

    /** What is due next after an instant; empty when no online view has a schedule that ever comes due again. */
    static Optional<Departure> next(Definitions definitions, Instant after) {
        List<Due> due = new ArrayList<>();
        for (FeatureView view : definitions.views().values()) {
            if (view.online()) {
                view.schedule()
                        .flatMap(schedule -> Schedules.next(schedule, after))
                        .ifPresent(at -> due.add(new Due(at, view.name())));
            }
        }
        return due.stream().map(Due::at).min(Comparator.naturalOrder()).map(first -> departure(first, due));
    }

    private static Departure departure(Instant at, List<Due> due) {
        return new Departure(
                at,
                due.stream().filter(one -> one.at().equals(at)).map(Due::view).toList());
    }
}
