package dev.tandem.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.ValueType;
import dev.tandem.sdk.FeatureStoreClient.Destination;
import dev.tandem.server.ServerSettings.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is stored comes out of the client to the last bit, whatever its type, through the real server. */
class EveryBitTest {
    private static final Duration TTL = Duration.ofDays(30);
    private static final int ROWS_AT_ONCE = 40;

    private static final Map<String, ValueType> KEYS = new LinkedHashMap<>();
    private static final Map<String, ValueType> FEATURES = new LinkedHashMap<>();

    static {
        Stream.of("STRING", "INT32", "INT64", "BOOL", "DATE", "TIMESTAMP")
                .forEach(type -> KEYS.put("key_" + type.toLowerCase(java.util.Locale.ROOT), ValueType.parse(type)));
        List<String> scalars = List.of(
                "BOOL",
                "INT32",
                "INT64",
                "FLOAT32",
                "FLOAT64",
                "DECIMAL(10,2)",
                "DECIMAL(38,0)",
                "DECIMAL(38,38)",
                "STRING",
                "BYTES",
                "DATE",
                "TIMESTAMP");
        scalars.forEach(type -> FEATURES.put("f" + FEATURES.size(), ValueType.parse(type)));
        scalars.forEach(type -> FEATURES.put("f" + FEATURES.size(), ValueType.parse("ARRAY<" + type + ">")));
    }

    private static RealServer server;
    private static FeatureStoreClient client;

    @BeforeAll
    static void serve(@TempDir Path folder) {
        server = RealServer.start(
                folder,
                definitions(),
                settings -> settings.withLimits(new Limits(
                        1 << 20,
                        ROWS_AT_ONCE,
                        64,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10))));
        client =
                FeatureStoreClient.connect(server.address(), ClientSettings.DEFAULT.withTimeout(Duration.ofMinutes(1)));
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static String definitions() {
        return """
                entities:
                  thing: {keys: {%s}}
                sources:
                  things: {format: parquet, path: things.parquet, event_time: at}
                views:
                  everything:
                    entities: [thing]
                    source: things
                    ttl: %dd
                    features: {%s}
                services:
                  all: {features: [everything]}
                """.formatted(declared(KEYS), TTL.toDays(), declared(FEATURES));
    }

    private static String declared(Map<String, ValueType> columns) {
        return columns.entrySet().stream()
                .map(each -> "%s: \"%s\"".formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** A row as it was stored. */
    private record Stored(Instant eventTime, Map<String, @Nullable Object> values) {}

    @Test
    void what_was_materialised_is_read_to_the_last_bit_in_the_order_asked_for() {
        long seed = System.nanoTime();
        GeneratedValues random = new GeneratedValues(seed);
        Map<Key, Stored> stored = generate(random, 120);
        stored.forEach((key, row) -> server.write(
                "everything",
                new ArrayList<>(key.columns().values()),
                row.eventTime(),
                new ArrayList<>(row.values().values())));

        compare(seed, random, stored);
    }

    @Test
    void what_was_pushed_is_read_to_the_last_bit() {
        long seed = System.nanoTime();
        GeneratedValues random = new GeneratedValues(seed);
        Map<Key, Stored> stored = generate(random, ROWS_AT_ONCE);
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        stored.forEach((key, row) -> {
            Map<String, @Nullable Object> columns = new LinkedHashMap<>(key.columns());
            columns.putAll(row.values());
            columns.put("at", row.eventTime());
            rows.add(columns);
        });

        PushOutcome outcome = client.push("things", Destination.ONLINE, rows);

        assertThat(outcome)
                .as("seed %d", seed)
                .isEqualTo(new PushOutcome(stored.size(), 0, stored.size(), 0, List.of()));
        compare(seed, random, stored);
    }

    /** Different keys, and rows of which some are too old to count. */
    private static Map<Key, Stored> generate(GeneratedValues random, int count) {
        Map<Key, Stored> stored = new LinkedHashMap<>();
        while (stored.size() < count) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            FEATURES.forEach((name, type) -> values.put(name, random.valueOrNull(type)));
            Instant eventTime = RealServer.NOW
                    .minus(random.below(50 * 24 * 3600), ChronoUnit.SECONDS)
                    .minus(random.below(1_000_000), ChronoUnit.MICROS);
            stored.put(key(random), new Stored(eventTime, values));
        }
        return stored;
    }

    private static Key key(GeneratedValues random) {
        Map<String, @Nullable Object> columns = new LinkedHashMap<>();
        KEYS.forEach((name, type) -> columns.put(name, random.value(type)));
        return new Key(columns);
    }

    private static void compare(long seed, GeneratedValues random, Map<Key, Stored> stored) {
        List<Key> asked = new ArrayList<>();
        for (int i = 0; i < 3 * ROWS_AT_ONCE + 7; i++) {
            asked.add(
                    switch (random.below(6)) {
                        case 0 -> key(random);
                        case 1 -> key(random).and("key_int64", null);
                        default -> List.copyOf(stored.keySet()).get(random.below(stored.size()));
                    });
        }

        List<FeatureRow> answers = client.readAll("all", asked);

        assertThat(answers).hasSameSizeAs(asked);
        for (int i = 0; i < asked.size(); i++) {
            for (String feature : FEATURES.keySet()) {
                assertThat(told(answers.get(i), feature))
                        .as("seed %d, row %d, %s %s", seed, i, feature, FEATURES.get(feature))
                        .isEqualTo(expected(stored.get(asked.get(i)), feature));
            }
        }
    }

    private static List<@Nullable Object> told(FeatureRow row, String feature) {
        List<@Nullable Object> told = new ArrayList<>();
        told.add(row.status(feature));
        told.add(GeneratedValues.comparable(row.value(feature)));
        told.add(row.eventTime(feature));
        return told;
    }

    private static List<@Nullable Object> expected(@Nullable Stored row, String feature) {
        List<@Nullable Object> expected = new ArrayList<>();
        if (row == null) {
            expected.add(FeatureStatus.NOT_FOUND);
            expected.add(null);
            expected.add(Optional.empty());
            return expected;
        }
        Object value = row.eventTime().plus(TTL).isBefore(RealServer.NOW)
                ? null
                : GeneratedValues.comparable(row.values().get(feature));
        expected.add(
                row.eventTime().plus(TTL).isBefore(RealServer.NOW)
                        ? FeatureStatus.OUTSIDE_MAX_AGE
                        : value == null ? FeatureStatus.NULL_VALUE : FeatureStatus.PRESENT);
        expected.add(value);
        expected.add(Optional.of(row.eventTime()));
        return expected;
    }
}
