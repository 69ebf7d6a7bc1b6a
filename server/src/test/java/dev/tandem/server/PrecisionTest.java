package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.definition.ValueType;
import dev.tandem.online.embedded.LocalRedis;
import dev.tandem.row.ValueSource;
import dev.tandem.server.TestProject.Answer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parity law of docs/semantics.md on its last stretch: from the stored bytes to the answer, and back to bits. */
class PrecisionTest {
    private static final int ROWS = 60;
    private static final Map<String, ValueType> TYPES = types();

    private static LocalRedis redis;
    private static TestProject project;

    @BeforeAll
    static void serve(@TempDir Path folder) {
        redis = LocalRedis.start(folder);
        project = TestProject.open("precision", folder, redis.uri());
        StringBuilder features = new StringBuilder();
        TYPES.forEach((name, type) -> features.append("      ")
                .append(name)
                .append(": {type: \"")
                .append(type)
                .append("\"}\n"));
        project.apply("""
                entities:
                  thing: {keys: {thing: INT64}}
                sources:
                  things: {format: parquet, path: things, event_time: at}
                views:
                  values:
                    entities: [thing]
                    source: things
                    features:
                """ + features + "services:\n  all: {features: [values]}\n");
        project.serve();
    }

    @AfterAll
    static void stop() {
        project.close();
        redis.close();
    }

    @Test
    void every_value_of_every_type_arrives_bit_for_bit() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<List<@Nullable Object>> written = new ArrayList<>();
        StringBuilder keys = new StringBuilder();
        for (int row = 0; row < ROWS; row++) {
            List<@Nullable Object> values = new ArrayList<>();
            TYPES.values().forEach(type -> values.add(random.nextInt(6) == 0 ? null : value(type, random)));
            project.write("values", List.of((long) row), "2013-12-31T23:00:00Z", values);
            written.add(values);
            keys.append(row == 0 ? "" : ",").append(row);
        }

        Answer answer = project.post("/api/v1/services/all/features", "{\"entities\": {\"thing\": [" + keys + "]}}");

        int feature = 0;
        for (Map.Entry<String, ValueType> each : TYPES.entrySet()) {
            Column read = read(answer.body().path("results").get(feature).path("values"), each.getValue());
            for (int row = 0; row < ROWS; row++) {
                Object before = written.get(row).get(feature);
                assertThat(bits(each.getValue(), read, row))
                        .as("%s in row %d, seed %d: %s", each.getValue(), row, seed, before)
                        .isEqualTo(bits(each.getValue(), ValueSource.of(single(before)), 0));
            }
            feature++;
        }
    }

    private static Column read(JsonNode values, ValueType type) {
        byte[] table = ("{\"x\": " + values + "}").getBytes(StandardCharsets.UTF_8);
        return JsonInput.read(table, 0, json -> {
                    json.nextToken();
                    return JsonColumns.walk(json, table, "df", ROWS);
                })
                .read("x", type, ZoneOffset.UTC);
    }

    private static List<@Nullable Object> single(@Nullable Object value) {
        List<@Nullable Object> list = new ArrayList<>();
        list.add(value);
        return list;
    }

    /** A text that two values share when, and only when, they are the same to the last bit. */
    private static String bits(ValueType type, ValueSource values, int index) {
        if (values.isNull(index)) {
            return "null";
        }
        return switch (type.kind()) {
            case FLOAT32 -> Integer.toHexString(Float.floatToIntBits(values.floatAt(index)));
            case FLOAT64 -> Long.toHexString(Double.doubleToLongBits(values.doubleAt(index)));
            case STRING, BYTES -> new BigInteger(1, values.bytesAt(index)) + "/" + values.bytesAt(index).length;
            case ARRAY -> {
                StringBuilder elements = new StringBuilder("[");
                ValueSource array = values.arrayAt(index);
                for (int i = 0; i < array.size(); i++) {
                    elements.append(bits(ValueType.parse(String.valueOf(type.element())), array, i))
                            .append(',');
                }
                yield elements.append(']').toString();
            }
            default -> String.valueOf(values.objectAt(index, type));
        };
    }

    private static Map<String, ValueType> types() {
        Map<String, ValueType> types = new LinkedHashMap<>();
        for (String type : List.of(
                "BOOL",
                "INT32",
                "INT64",
                "FLOAT32",
                "FLOAT64",
                "DECIMAL(9,3)",
                "DECIMAL(38,10)",
                "STRING",
                "BYTES",
                "DATE",
                "TIMESTAMP")) {
            types.put("v" + types.size(), ValueType.parse(type));
            types.put("v" + types.size(), ValueType.parse("ARRAY<" + type + ">"));
        }
        return types;
    }

    private static Object value(ValueType type, Random random) {
        return switch (type.kind()) {
            case BOOL -> random.nextBoolean();
            case INT32 -> random.nextInt();
            case INT64 -> random.nextLong();
            case FLOAT32 -> Float.intBitsToFloat(random.nextInt());
            case FLOAT64 ->
                switch (random.nextInt(5)) {
                    case 0 -> -0.0;
                    case 1 -> Double.POSITIVE_INFINITY;
                    case 2 -> Double.NaN;
                    default -> Double.longBitsToDouble(random.nextLong());
                };
            case DECIMAL -> new BigDecimal(new BigInteger(type.precision() * 3, random), type.scale());
            case STRING ->
                random.ints(random.nextInt(12), 0, 0x11000)
                        .filter(c -> !Character.isSurrogate((char) c))
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            case BYTES -> {
                byte[] bytes = new byte[random.nextInt(12)];
                random.nextBytes(bytes);
                yield bytes;
            }
            case DATE -> LocalDate.ofEpochDay(random.nextInt(200_000) - 100_000);
            case TIMESTAMP -> Instant.EPOCH.plus(random.nextLong() >> 12, ChronoUnit.MICROS);
            case ARRAY -> {
                List<@Nullable Object> elements = new ArrayList<>();
                ValueType element = ValueType.parse(String.valueOf(type.element()));
                for (int i = random.nextInt(4); i > 0; i--) {
                    elements.add(random.nextInt(4) == 0 ? null : value(element, random));
                }
                yield elements;
            }
        };
    }
}
