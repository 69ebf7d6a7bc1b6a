package dev.tandem.offline.materialize;

import dev.tandem.definition.Source;
import dev.tandem.definition.Source.Availability;
import dev.tandem.definition.ValueType;
import dev.tandem.row.EntityKey;
import dev.tandem.row.Micros;
import dev.tandem.row.PackedRow;
import dev.tandem.row.RowSchema;
import dev.tandem.row.RowWriter;
import dev.tandem.row.ValueSource;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A row of the source that the tests materialise: what a sensor at a site read; anything may be null. With the rules of
 * docs/semantics.md, read literally.
 */
record Reading(
        @Nullable String site,
        @Nullable Integer sensor,
        @Nullable Instant at,
        @Nullable Instant seen,
        @Nullable Double value,
        @Nullable String note) {

    static final List<ValueType> KEY_TYPES = List.of(ValueType.STRING, ValueType.INT32);

    static Reading of(String site, Instant at, double value) {
        return new Reading(site, 1, at, null, value, "note");
    }

    Reading seenAt(Instant instant) {
        return new Reading(site, sensor, at, instant, value, note);
    }

    /** As a line of JSON; a time in a form that keeps microseconds. */
    String json() {
        return "{\"site\":%s,\"sensor\":%s,\"at\":%s,\"seen\":%s,\"value\":%s,\"note\":%s}"
                .formatted(quoted(site), sensor, quoted(at), quoted(seen), value, quoted(note));
    }

    private static String quoted(@Nullable Object text) {
        return text == null ? "null" : "\"" + text + "\"";
    }

    /** Event time not after {@code to}, and available by then. */
    boolean isKnownAt(Instant to, Source source) {
        if (at == null || at.isAfter(to)) {
            return false;
        }
        Instant from = source.availability().from() == Availability.From.CREATED_TIME ? seen : at;
        return from != null && !from.plus(source.availability().after()).isAfter(to);
    }

    /** What the online store holds after all of history was materialised up to {@code to}: rows by entity, as in {@link FolderSink#content}. */
    static Map<String, String> newest(Collection<Reading> readings, Instant to, Source source, RowSchema schema) {
        Map<List<@Nullable Object>, List<byte[]>> known = readings.stream()
                .filter(reading -> reading.site != null && reading.sensor != null)
                .filter(reading -> reading.isKnownAt(to, source))
                .collect(Collectors.groupingBy(
                        Reading::key,
                        Collectors.mapping(reading -> reading.pack(source, schema), Collectors.toList())));
        Map<String, String> newest = new TreeMap<>();
        known.forEach((key, rows) -> newest.put(
                HexFormat.of()
                        .formatHex(
                                EntityKey.pack(KEY_TYPES, ValueSource.of(key)).orElseThrow()),
                FolderSink.withoutWriteTime(
                        rows.stream().max(PackedRow::compare).orElseThrow())));
        return newest;
    }

    private List<@Nullable Object> key() {
        return Arrays.asList(site, sensor);
    }

    private byte[] pack(Source source, RowSchema schema) {
        return new RowWriter(schema)
                .write(
                        Micros.of(Objects.requireNonNull(at)),
                        source.createdTime().isEmpty() || seen == null ? RowWriter.NO_CREATED_TIME : Micros.of(seen),
                        0,
                        ValueSource.of(Arrays.asList(value, note)));
    }
}
