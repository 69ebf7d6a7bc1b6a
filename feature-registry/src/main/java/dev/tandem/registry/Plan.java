package dev.tandem.registry;

import dev.tandem.definition.Definitions;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What applying definitions would change. Immutable; made by {@link Registry#plan}, performed by {@link Registry#apply}.
 *
 * @param base the state it was compared with; empty when nothing was ever applied
 * @param wanted the definitions to be applied
 * @param changes every definition that would be added, changed or removed: by kind, then by name
 */
public record Plan(Optional<RegistryState> base, Definitions wanted, List<Change> changes) {

    /** Copies the changes. */
    public Plan {
        changes = List.copyOf(changes);
    }

    /** Whether applying it would do nothing. */
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** The changes in a few words, such as "2 added, 1 changed"; "nothing" when there are none. */
    public String summary() {
        Map<Action, Long> counts = changes.stream()
                .collect(Collectors.groupingBy(
                        Change::action, () -> new EnumMap<>(Action.class), Collectors.counting()));
        return counts.isEmpty()
                ? "nothing"
                : counts.entrySet().stream()
                        .map(count ->
                                count.getValue() + " " + count.getKey().name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "));
    }

    /**
     * One definition that would change.
     *
     * @param action what would happen to it
     * @param kind "entity", "source", "view", "on-demand view", "service" or "project"
     * @param name its name
     * @param fields what differs, field by field, for a change; empty for an addition or a removal. A view whose stored rows lose their
     *     meaning because of something beneath it has a field for that too, such as {@code source weather_reports.path}, {@code entity
     *     airport.keys.airport} or {@code engine spark.sql.session.timeZone}
     * @param effect what it does to rows already stored online
     * @param consequence the effect in a sentence: what happens to stored rows and what to do next; empty when there is nothing to say
     * @param services the feature services whose answers or training sets it touches, sorted
     */
    public record Change(
            Action action,
            String kind,
            String name,
            List<FieldChange> fields,
            Effect effect,
            String consequence,
            List<String> services) {
        /** Copies the lists. */
        public Change {
            fields = List.copyOf(fields);
            services = List.copyOf(services);
        }
    }

    /**
     * One field that differs.
     *
     * @param field its path in the definition, such as {@code ttl} or {@code features.temperature.type}
     * @param before its value, as it would be written; empty when it was not there
     * @param after its value, as it would be written; empty when it is gone
     */
    public record FieldChange(String field, Optional<String> before, Optional<String> after) {}

    /** What happens to a definition. */
    public enum Action {
        ADDED,
        CHANGED,
        REMOVED
    }

    /** What a change does to rows already stored online. */
    public enum Effect {
        /** Stored rows keep their meaning. */
        COMPATIBLE,
        /** Stored rows keep their meaning, but lack features that were added: materialise the whole history to fill them. */
        BACKFILL,
        /** Stored rows would no longer be what training computes: a new generation begins empty, and the old one is removed. */
        NEW_GENERATION,
        /** Stored rows are no longer wanted: unreachable at once, removed by the next materialisation, and replaced by nothing. */
        REMOVAL
    }
}
