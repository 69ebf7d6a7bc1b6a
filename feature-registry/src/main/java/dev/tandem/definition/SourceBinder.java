package dev.tandem.definition;

import dev.tandem.definition.Source.Availability;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Makes sources of what was written. */
final class SourceBinder {
    private static final Set<String> FILE_FORMATS = Set.of("parquet", "csv", "json", "orc", "avro", "text", "xml");
    private static final Set<String> TABLE_FORMATS = Set.of("delta", "iceberg");

    private final Draft draft;
    private final Problems problems;
    private final Supplier<Transforms> transforms;

    SourceBinder(Draft draft, Supplier<Transforms> transforms) {
        this.draft = draft;
        this.transforms = transforms;
        this.problems = draft.problems();
    }

    SortedMap<String, Source> bind() {
        SortedMap<String, Source> sources = new TreeMap<>();
        draft.sources().forEach((name, part) -> {
            if (part.isUsable()) {
                sources.put(name, source(name, part));
            }
        });
        new SourceCycles(draft, sources).tell();
        return sources;
    }

    private Source source(String name, Part part) {
        Source source = new Source(
                name,
                part.find("sql").map(sql -> query(name, sql)).orElseGet(() -> table(name, part)),
                part.findText("event_time"),
                part.findText("created_time"),
                eventId(name, part),
                columns(part),
                new Availability(from(name, part), duration(part, "available_after")),
                timeZone(part),
                duration(part, "lookback"),
                part.about());
        return expecting(
                source,
                new WrittenExpectations(Expectable.of(source, part), problems, transforms)
                        .read(part)
                        .all());
    }

    private static Source expecting(Source source, List<Expectation> expect) {
        return new Source(
                source.name(),
                source.origin(),
                source.eventTime(),
                source.createdTime(),
                source.eventId(),
                source.columns(),
                source.availability(),
                source.timeZone(),
                source.lookback(),
                expect,
                source.about());
    }

    private Optional<String> eventId(String name, Part part) {
        Optional<Part> written = part.find("event_id");
        written.map(id -> part.fields("columns").get(id.text()))
                .filter(type -> ValueType.find(type.text())
                        .filter(found -> !found.isKeyType())
                        .isPresent())
                .ifPresent(type -> problems.add(
                        type.place(),
                        "Source '%s' tells events apart by a %s".formatted(name, type.text()),
                        "Choose a column that is a STRING, INT64, INT32, BOOL, DATE or TIMESTAMP."));
        written.filter(id -> !part.fields("columns").containsKey(id.text()))
                .ifPresent(id -> problems.add(
                        id.place(),
                        "Source '%s' tells events apart by '%s', and does not declare that column's type"
                                .formatted(name, id.text()),
                        "Add it to columns, such as columns: {%s: STRING}.".formatted(id.text())));
        return written.map(Part::text);
    }

    private SortedMap<String, ValueType> columns(Part part) {
        SortedMap<String, ValueType> columns = new TreeMap<>();
        part.fields("columns").forEach((column, type) -> columns.put(column, WrittenType.of(type, problems)));
        return columns;
    }

    private static Duration duration(Part part, String field) {
        return part.findText(field).flatMap(Durations::find).orElse(Duration.ZERO);
    }

    private Availability.From from(String name, Part part) {
        Optional<Part> available = part.find("available");
        Availability.From from = available
                .map(written -> Availability.From.valueOf(written.text().toUpperCase(Locale.ROOT)))
                .orElse(Availability.From.EVENT_TIME);
        if (from == Availability.From.CREATED_TIME && !part.node().has("created_time")) {
            problems.add(
                    available.orElseThrow().place(),
                    "Source '%s' counts its rows from their created_time, and names no such column".formatted(name),
                    "Add created_time, the column that says when a row was ingested, or remove available.");
        }
        return from;
    }

    private ZoneId timeZone(Part part) {
        Optional<Part> written = part.find("time_zone");
        try {
            return written.map(zone -> ZoneId.of(zone.text())).orElse(ZoneId.of("UTC"));
        } catch (DateTimeException e) {
            Part zone = written.orElseThrow();
            problems.add(
                    zone.place(),
                    "There is no time zone '%s'".formatted(zone.text()),
                    Names.nearest(zone.text(), ZoneId.getAvailableZoneIds())
                            .map("Did you mean '%s'?"::formatted)
                            .orElse("Write UTC or a region, such as Europe/Berlin."));
            return ZoneOffset.UTC;
        }
    }

    private Origin table(String name, Part part) {
        String format = part.findText("format").orElse("");
        Map<String, String> options = new TreeMap<>();
        part.fields("options").forEach((option, value) -> options.put(option, value.text()));
        boolean placed = part.node().has("path") || part.node().has("table");
        String known = format.toLowerCase(Locale.ROOT);
        if (!placed && FILE_FORMATS.contains(known)) {
            lacks(part, name, format, "path", "Add path: the file, folder or glob, relative to tandem.yaml.");
        } else if (!placed && TABLE_FORMATS.contains(known)) {
            lacks(part, name, format, "table", "Add table, the table's name, or path, its folder.");
        } else if (known.equals("jdbc")) {
            checkJdbc(part, name, options);
        }
        return new Origin.Table(format, part.findText("path"), part.findText("table"), options);
    }

    private void checkJdbc(Part part, String name, Map<String, String> options) {
        if (!options.containsKey("url")) {
            lacks(part, name, "jdbc", "options.url", "Add it: options: {url: \"jdbc:postgresql://...\"}.");
        }
        if (!part.node().has("table") && !options.containsKey("dbtable") && !options.containsKey("query")) {
            lacks(part, name, "jdbc", "table", "Add table, the table's name, or a query as options.query.");
        }
    }

    private void lacks(Part part, String name, String format, String field, String remedy) {
        problems.add(part.keyPlace(), "Source '%s' reads %s and lacks '%s'".formatted(name, format, field), remedy);
    }

    private Origin query(String name, Part sql) {
        if (!QueryTables.isQuery(sql.text())) {
            problems.add(
                    sql.place(),
                    "The sql of source '%s' is no query".formatted(name),
                    "Write a query that begins with SELECT or WITH.");
        }
        for (UnstableSql.Finding finding : UnstableSql.of(sql.text())) {
            problems.add(
                    sql.place(),
                    "The sql of source '%s' says %s, which depends on %s: training and serving would differ"
                            .formatted(name, finding.text(), finding.cause().description()),
                    finding.cause().remedy());
        }
        List<String> inputs = new ArrayList<>();
        for (String table : QueryTables.of(sql.text())) {
            if (draft.sources().containsKey(table)) {
                inputs.add(table);
            } else if (draft.complete()) {
                problems.add(
                        sql.place(),
                        "The sql of source '%s' reads '%s', which is not a source".formatted(name, table),
                        table.indexOf('.') >= 0
                                ? "Declare it as a source, such as {format: delta, table: %s}, and name that."
                                        .formatted(table)
                                : Names.suggestion(table, draft.sources().keySet()));
            }
        }
        return new Origin.Query(sql.text().strip(), inputs.stream().sorted().toList());
    }
}
