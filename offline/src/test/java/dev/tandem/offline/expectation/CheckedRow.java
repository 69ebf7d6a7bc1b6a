package dev.tandem.offline.expectation;

import dev.tandem.row.Micros;
import dev.tandem.row.RowWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A made-up row, whose values repeat, are missing and are odd more often than in life. */
record CheckedRow(
        @Nullable String key,
        @Nullable Long number,
        @Nullable Double reading,
        @Nullable Instant at,
        @Nullable Instant seen) {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final StructType SCHEMA = new StructType()
            .add("key", DataTypes.StringType)
            .add("number", DataTypes.LongType)
            .add("reading", DataTypes.DoubleType)
            .add("at", DataTypes.TimestampType)
            .add("seen", DataTypes.TimestampType);
    private static final List<Double> READINGS =
            List.of(-1.0, -0.0, 0.0, 0.5, 2.0, 7.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

    static CheckedRow next(Random random) {
        return new CheckedRow(
                random.nextInt(6) == 0 ? null : List.of("a", "b", "bb", "Ab\n").get(random.nextInt(4)),
                random.nextInt(6) == 0 ? null : (long) random.nextInt(25) - 5,
                random.nextInt(6) == 0 ? null : READINGS.get(random.nextInt(READINGS.size())),
                random.nextInt(8) == 0 ? null : minute(random.nextInt(20)),
                random.nextInt(8) == 0 ? null : minute(random.nextInt(20)));
    }

    static Instant minute(int minute) {
        return START.plusSeconds(60L * minute);
    }

    Row toSpark() {
        return RowFactory.create(key, number, reading, at, seen);
    }

    long atMicros() {
        return Optional.ofNullable(at).map(Micros::of).orElseThrow();
    }

    long seenMicros() {
        return Optional.ofNullable(seen).map(Micros::of).orElse(RowWriter.NO_CREATED_TIME);
    }
}
