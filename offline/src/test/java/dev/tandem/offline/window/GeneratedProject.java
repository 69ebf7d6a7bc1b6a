package dev.tandem.offline.window;

import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Project;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A project with windowed views, and rows of its source, made from a seed. Views of one or two keys read the same rows through sources that say differently
 * when an event is known; times are often equal, or where a window begins.
 */
public final class GeneratedProject {
    private static final long MINUTE = TimeUnit.MINUTES.toMicros(1);
    private static final List<String> WINDOWS = List.of("30s", "5m", "1h", "12h", "1d", "3d");
    private static final List<Long> LENGTHS =
            List.of(MINUTE / 2, 5 * MINUTE, 60 * MINUTE, 720 * MINUTE, 1440 * MINUTE, 4320 * MINUTE);
    private static final List<String> SOURCES = List.of("plain", "lagged", "stamped", "stamped_and_lagged");
    private static final List<String> FUNCTIONS = List.of(
            "function: count",
            "function: count, column: word",
            "function: sum, column: amount",
            "function: sum, column: number",
            "function: sum, column: price",
            "function: avg, column: amount",
            "function: stddev, column: number",
            "function: min, column: word",
            "function: max, column: amount",
            "function: first, column: word",
            "function: last, column: number",
            "function: last_k, column: amount, k: 3",
            "function: count_distinct, column: word",
            "function: approx_percentile, column: amount, percentile: 0.9");
    private static final List<Double> AMOUNTS =
            List.of(0.1, 0.2, -0.3, 1e300, -1e300, 1e-300, Double.NaN, Double.POSITIVE_INFINITY, -0.0, 5.0, 7.25);

    private static final String SOURCE = """
              %s:
                {format: parquet, path: events, event_time: at, created_time: seen, event_id: id, columns: %s%s}
            """;

    private final Random random;
    private final long beginning;
    private final String yaml;

    /** The project of a seed. */
    public GeneratedProject(long seed) {
        this.random = new Random(seed);
        this.beginning = ChronoUnit.MICROS.between(
                Instant.EPOCH,
                // One in three goes on after 1970.
                Instant.parse(random.nextInt(3) == 0 ? "1969-12-30T12:00:00Z" : "2013-03-10T00:00:00Z"));
        this.yaml = yaml();
    }

    private int below(int bound) {
        return random.nextInt(bound);
    }

    private <T> T oneOf(List<T> all) {
        return all.get(below(all.size()));
    }

    private <T> @Nullable T orNull(T value, int oneIn) {
        return below(oneIn) == 0 ? null : value;
    }

    private String yaml() {
        return """
                entities:
                  site: {keys: {site: STRING}}
                  gate: {keys: {site: STRING, gate: INT32}}
                sources:
                %s%s%s%s  facts: {format: parquet, path: facts, event_time: at}
                views:
                  looked_up: {entities: [site], source: facts, features: {level: INT64}}
                %s%s%s%sservices:
                  all:
                    features:
                      - by_site: {prefix: a_}
                      - looked_up
                      - by_gate: {prefix: b_}
                      - by_site: {entities: {site: other}, prefix: c_}
                      - also_by_site: {prefix: d_}
                      - by_gate_too: {entities: {site: other}, prefix: e_}
                """.formatted(
                SOURCE.formatted("plain", SourceEvent.COLUMNS, ""),
                SOURCE.formatted("lagged", SourceEvent.COLUMNS, ", available_after: 7m"),
                SOURCE.formatted("stamped", SourceEvent.COLUMNS, ", available: created_time"),
                SOURCE.formatted(
                        "stamped_and_lagged", SourceEvent.COLUMNS, ", available: created_time, available_after: 90s"),
                view("by_site", "site"),
                view("also_by_site", "site"),
                view("by_gate", "gate"),
                view("by_gate_too", "gate"));
    }

    private String view(String name, String entity) {
        StringBuilder text = new StringBuilder(
                "  %s:\n    entities: [%s]\n    source: %s\n".formatted(name, entity, oneOf(SOURCES)));
        int resolution = below(4);
        if (resolution < 2) {
            text.append("    resolution: ")
                    .append(resolution == 0 ? "exact" : "1m")
                    .append('\n');
        }
        text.append("    aggregations:\n");
        int aggregations = 1 + below(5);
        for (int i = 0; i < aggregations; i++) {
            // No window is shorter than a declared resolution.
            int shortest = resolution == 1 ? 1 : 0;
            int window = shortest + below(WINDOWS.size() - shortest);
            String windows = WINDOWS.get(window);
            if (window + 1 < WINDOWS.size() && below(2) == 0) {
                windows += ", " + WINDOWS.get(window + 1);
            }
            text.append("      - {%s, name: f%d, windows: [%s]%s}\n"
                    .formatted(
                            oneOf(FUNCTIONS),
                            i,
                            windows,
                            below(3) == 0 ? ", where: \"" + oneOf(SourceEvent.CONDITIONS) + "\"" : ""));
        }
        return text.toString();
    }

    /** The definition file. */
    public String text() {
        return yaml;
    }

    /** What it defines. */
    public Definitions definitions() {
        return DefinitionFiles.parse(new Project("generated", About.NOTHING), Map.of("all.yaml", yaml));
    }

    /** About a moment, on a minute more often than not, or a microsecond beside one. */
    public long moment() {
        long minute = beginning + below(3 * 1440) * MINUTE;
        return switch (below(4)) {
            case 0 -> minute + below(5) - 2;
            case 1 -> minute + below(Math.toIntExact(MINUTE));
            // Few enough to meet each other.
            default -> beginning + below(72) * (60 * MINUTE);
        };
    }

    /** Rows of the source; three in ten are of one entity, and some are there again, known at another time or with other values. */
    public List<SourceEvent> events(int count) {
        List<SourceEvent> events = new ArrayList<>();
        while (events.size() < count) {
            SourceEvent event = event();
            events.add(event);
            while (below(5) == 0) {
                events.add(again(event));
            }
        }
        return events;
    }

    private SourceEvent event() {
        boolean hot = below(10) < 3;
        long at = moment();
        return new SourceEvent(
                hot ? "a" : orNull(oneOf(List.of("a", "b", "c", "ü")), 12),
                hot ? Integer.valueOf(1) : orNull(below(3), 12),
                orNull(at, 25),
                orNull(at + lateness(), 12),
                orNull((long) below(6), 25),
                orNull(oneOf(AMOUNTS), 5),
                orNull(below(40) - 5, 5),
                orNull(new BigDecimal("12345678.90").movePointLeft(below(3)).setScale(2, RoundingMode.DOWN), 5),
                orNull("w" + below(5), 5));
    }

    private SourceEvent again(SourceEvent event) {
        SourceEvent other = below(2) == 0 ? event : event();
        return new SourceEvent(
                event.site(),
                event.gate(),
                event.at(),
                event.at() == null || below(3) == 0 ? event.seen() : Long.valueOf(event.at() + lateness()),
                event.id(),
                other.amount(),
                other.number(),
                other.price(),
                other.word());
    }

    /** Some rows are ingested before they happen. */
    private long lateness() {
        return switch (below(5)) {
            case 0 -> -2 * MINUTE;
            case 1 -> 0;
            case 2 -> below(3 * 60) * MINUTE;
            case 3 -> below(3 * 1440) * MINUTE;
            default -> below(10_000_000);
        };
    }

    /** An instant to ask about: at an event or when it becomes known or leaves a window, or a microsecond beside that; or any. */
    public long instant(List<SourceEvent> events) {
        SourceEvent event = oneOf(events);
        Long at = event.at();
        if (at == null || below(6) == 0) {
            return moment();
        }
        long asked = switch (below(4)) {
            case 0 -> at;
            case 1 -> event.seen() == null ? at : event.seen();
            case 2 -> at + 7 * MINUTE;
            default -> at + oneOf(LENGTHS) + oneOf(List.of(0L, MINUTE, 5 * MINUTE, 60 * MINUTE));
        };
        return asked + below(3) - 1;
    }

    /** A site that a label asks about. */
    @Nullable
    String site() {
        return orNull(oneOf(List.of("a", "a", "b", "c", "ü", "nowhere")), 10);
    }

    /** A gate that a label asks about. */
    @Nullable
    Integer gate() {
        return orNull(below(3), 10);
    }
}
