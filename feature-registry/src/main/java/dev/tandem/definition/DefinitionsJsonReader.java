package dev.tandem.definition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.TandemException;
import dev.tandem.definition.Derivation.Aggregation;
import dev.tandem.definition.DriftThresholds.Levels;
import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.FeatureService.Selection;
import dev.tandem.definition.OnDemandView.Input;
import dev.tandem.definition.OnDemandView.RequestInput;
import dev.tandem.definition.Source.Availability;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The reading half of {@link DefinitionsJson}. It knows every field, so that nothing a newer Tandem stored is dropped unseen. */
final class DefinitionsJsonReader {
    private DefinitionsJsonReader() {}

    static Definitions read(JsonNode json) {
        Fields tree = new Fields("definitions", json);
        int format = tree.required("format").asInt();
        if (format != DefinitionsJson.FORMAT) {
            throw new TandemException(
                    "The stored definitions have format %d, and this Tandem reads format %d. Use the newer Tandem that wrote them."
                            .formatted(format, DefinitionsJson.FORMAT));
        }
        Fields project = new Fields("project", tree.required("project"));
        Definitions definitions = new Definitions(
                new Project(project.text("name"), project.about()),
                tree.named("entities", DefinitionsJsonReader::entity),
                tree.named("sources", DefinitionsJsonReader::source),
                tree.named("views", DefinitionsJsonReader::view),
                tree.findNamed("on_demand", DefinitionsJsonReader::onDemandView),
                tree.named("services", DefinitionsJsonReader::service));
        project.end();
        tree.end();
        return definitions;
    }

    private static Entity entity(String name, Fields fields) {
        List<JoinKey> keys = fields.list("keys", key -> new JoinKey(key.text("name"), type(key)));
        return new Entity(name, keys, fields.about());
    }

    private static Source source(String name, Fields fields) {
        return new Source(
                name,
                origin(fields),
                fields.findText("event_time"),
                fields.findText("created_time"),
                fields.findText("event_id"),
                columns(fields),
                new Availability(
                        fields.parsed("available", text -> Availability.From.valueOf(text.toUpperCase(Locale.ROOT))),
                        fields.parsed("available_after", DefinitionsJsonReader::duration)),
                fields.parsed("time_zone", ZoneId::of),
                fields.findParsed("lookback", DefinitionsJsonReader::duration).orElse(Duration.ZERO),
                expect(fields),
                fields.about());
    }

    private static Origin origin(Fields fields) {
        Optional<String> sql = fields.findText("sql");
        if (sql.isPresent()) {
            return new Origin.Query(sql.get(), fields.texts("inputs"));
        }
        return new Origin.Table(
                fields.text("format"), fields.findText("path"), fields.findText("table"), fields.textMap("options"));
    }

    private static FeatureView view(String name, Fields fields) {
        return new FeatureView(
                name,
                fields.texts("entities"),
                fields.text("source"),
                keyColumns(fields, "keys"),
                fields.findParsed("ttl", DefinitionsJsonReader::duration),
                fields.required("online").asBoolean(),
                fields.findText("schedule"),
                fields.list("features", DefinitionsJsonReader::feature),
                expect(fields),
                fields.about());
    }

    private static List<Expectation> expect(Fields fields) {
        List<Expectation> expectations = new ArrayList<>();
        fields.find("expect")
                .ifPresent(items -> items.forEach(item -> expectations.add(ExpectationJson.find(item)
                        .orElseThrow(() -> Fields.unreadable("nothing is known of the expectation " + item)))));
        return expectations;
    }

    private static SortedMap<String, ValueType> columns(Fields fields) {
        SortedMap<String, ValueType> columns = new TreeMap<>();
        fields.textMap("columns").forEach((column, type) -> columns.put(column, ValueType.parse(type)));
        return columns;
    }

    private static Feature feature(Fields fields) {
        String name = fields.text("name");
        ValueType type = type(fields);
        Derivation derivation = fields.findText("from")
                .<Derivation>map(Derivation.Column::new)
                .or(() -> fields.findText("expression").map(Derivation.Expression::new))
                .orElseGet(() -> fields.nested("aggregation", DefinitionsJsonReader::aggregation));
        return new Feature(name, type, derivation, drift(fields), fields.about());
    }

    private static Aggregation aggregation(Fields fields) {
        return new Aggregation(
                fields.text("function"),
                fields.findText("column"),
                fields.textMap("parameters"),
                fields.findText("where"),
                fields.parsed("window", DefinitionsJsonReader::duration),
                fields.parsed("resolution", DefinitionsJsonReader::duration));
    }

    private static OnDemandView onDemandView(String name, Fields fields) {
        return new OnDemandView(
                name,
                fields.list(
                        "inputs", input -> new Input(input.text("view"), input.text("feature"), input.text("name"))),
                fields.list("request", input -> new RequestInput(input.text("name"), type(input))),
                fields.list("features", DefinitionsJsonReader::feature),
                fields.about());
    }

    private static FeatureService service(String name, Fields fields) {
        List<Selection> selections = fields.list(
                "features",
                each -> new Selection(
                        each.text("view"),
                        keyColumns(each, "entities"),
                        each.has("request") ? keyColumns(each, "request") : Map.of(),
                        each.list("features", field -> new Field(field.text("feature"), field.text("name")))));
        return new FeatureService(name, selections, drift(fields), fields.about());
    }

    private static DriftThresholds drift(Fields fields) {
        Map<DriftMeasure, Levels> levels = new EnumMap<>(DriftMeasure.class);
        fields.findNamed(
                        "drift",
                        (measure, written) -> new Levels(written.findNumber("warn"), written.findNumber("alert")))
                .forEach((measure, written) -> levels.put(
                        DriftMeasure.find(measure)
                                .orElseThrow(() -> Fields.unreadable("there is no drift measure '" + measure + "'")),
                        written));
        return new DriftThresholds(levels);
    }

    private static Map<String, String> keyColumns(Fields fields, String name) {
        Map<String, String> columns = new LinkedHashMap<>();
        fields.list(name, each -> Map.entry(each.text("key"), each.text("column")))
                .forEach(entry -> columns.put(entry.getKey(), entry.getValue()));
        return columns;
    }

    private static ValueType type(Fields fields) {
        return fields.parsed("type", ValueType::parse);
    }

    private static Duration duration(String text) {
        return Durations.find(text).orElseThrow(() -> new IllegalArgumentException("no such duration: " + text));
    }

    /** The fields of one object, each to be asked for once; {@link #end} refuses those that nobody asked for. */
    private static final class Fields {
        private final String where;
        private final JsonNode node;
        private final Set<String> seen = new HashSet<>();

        Fields(String where, JsonNode node) {
            this.where = where;
            this.node = node;
            if (!node.isObject()) {
                throw unreadable(where + " is no object");
            }
        }

        JsonNode required(String name) {
            return find(name).orElseThrow(() -> unreadable(where + " has no field '" + name + "'"));
        }

        private Optional<JsonNode> find(String name) {
            seen.add(name);
            return Optional.ofNullable(node.get(name));
        }

        String text(String name) {
            return text(name, required(name));
        }

        Optional<String> findText(String name) {
            return find(name).map(value -> text(name, value));
        }

        private String text(String name, JsonNode value) {
            if (!value.isTextual()) {
                throw unreadable("'" + name + "' in " + where + " is no text");
            }
            return value.textValue();
        }

        <T> T parsed(String name, Function<String, T> parser) {
            return findParsed(name, parser).orElseThrow(() -> unreadable(where + " has no field '" + name + "'"));
        }

        <T> Optional<T> findParsed(String name, Function<String, T> parser) {
            try {
                return findText(name).map(parser);
            } catch (IllegalArgumentException | DateTimeException e) {
                throw unreadable("'" + name + "' in " + where + ": " + e.getMessage());
            }
        }

        Optional<Double> findNumber(String name) {
            return find(name).map(value -> {
                if (!value.isNumber()) {
                    throw unreadable("'" + name + "' in " + where + " is no number");
                }
                return value.doubleValue();
            });
        }

        List<String> texts(String name) {
            List<String> texts = new ArrayList<>();
            find(name).ifPresent(items -> items.forEach(item -> texts.add(text(name, item))));
            return texts;
        }

        SortedMap<String, String> textMap(String name) {
            SortedMap<String, String> texts = new TreeMap<>();
            find(name)
                    .ifPresent(map -> map.properties()
                            .forEach(entry -> texts.put(entry.getKey(), text(entry.getKey(), entry.getValue()))));
            return texts;
        }

        <T> List<T> list(String name, Function<Fields, T> reader) {
            List<T> list = new ArrayList<>();
            for (JsonNode item : required(name)) {
                Fields fields = new Fields(name + " of " + where, item);
                list.add(reader.apply(fields));
                fields.end();
            }
            return list;
        }

        boolean has(String name) {
            return node.has(name);
        }

        <T> T nested(String name, Function<Fields, T> reader) {
            Fields fields = new Fields(name + " of " + where, required(name));
            T value = reader.apply(fields);
            fields.end();
            return value;
        }

        <T> SortedMap<String, T> findNamed(String name, BiFunction<String, Fields, T> reader) {
            return has(name) ? named(name, reader) : new TreeMap<>();
        }

        <T> SortedMap<String, T> named(String name, BiFunction<String, Fields, T> reader) {
            SortedMap<String, T> map = new TreeMap<>();
            required(name).properties().forEach(entry -> {
                Fields fields = new Fields(entry.getKey() + " in " + name, entry.getValue());
                map.put(entry.getKey(), reader.apply(entry.getKey(), fields));
                fields.end();
            });
            return map;
        }

        About about() {
            return new About(
                    findText("description").orElse(""), findText("owner").orElse(""), texts("tags"));
        }

        void end() {
            node.fieldNames().forEachRemaining(name -> {
                if (!seen.contains(name)) {
                    throw unreadable(where + " has a field '" + name + "' that is not known here");
                }
            });
        }

        private static TandemException unreadable(String problem) {
            return new TandemException("The stored definitions cannot be read: " + problem
                    + ". They were damaged, or written by a newer Tandem: use that one.");
        }
    }
}
