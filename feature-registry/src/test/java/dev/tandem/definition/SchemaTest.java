package dev.tandem.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The schema is the one description of a definition file; these tests hold the code and the editors' view to it. */
class SchemaTest {
    private static final Project PROJECT = new Project("flights", About.NOTHING);
    private static final JsonNode SCHEMA = json(DefinitionFiles.schema());

    @Test
    void the_published_schema_is_the_one_that_files_are_checked_against() throws IOException {
        assertThat(Files.readString(Path.of("../docs/definitions.schema.json"))).isEqualTo(DefinitionFiles.schema());
    }

    @Test
    void every_field_has_a_description_for_editors() {
        List<String> silent = new ArrayList<>();
        fieldsOfSchema((where, field) -> {
            if (field.path("description").asText().isEmpty()) {
                silent.add(where);
            }
        });

        assertThat(silent).isEmpty();
    }

    @Test
    void every_field_is_used_in_the_example_of_every_field() {
        Set<String> inSchema = new TreeSet<>();
        fieldsOfSchema((where, field) -> inSchema.add(where));
        Set<String> inExample = new TreeSet<>();
        fieldsOfExample().forEach(field -> inExample.add(field.where()));

        assertThat(inExample).isEqualTo(inSchema);
    }

    @Test
    void every_field_that_the_schema_knows_is_read() {
        Definitions whole = parse(document().root());
        Set<String> unread = new TreeSet<>();
        fieldsOfSchema((where, field) -> unread.add(where));
        for (ExampleField field : fieldsOfExample()) {
            JsonNode without = document().root();
            ((ObjectNode) without.at(field.pointer().head()))
                    .remove(field.pointer().last().getMatchingProperty());
            if (!parseOrRefuse(without).equals(Optional.of(whole))) {
                unread.remove(field.where());
            }
        }

        assertThat(unread).isEmpty();
    }

    @Test
    void the_examples_that_editors_and_problems_show_are_valid() {
        JsonNode kinds = SCHEMA.path("properties");
        for (String kind : List.of("entities", "sources", "views", "on_demand", "services")) {
            ObjectNode file = new ObjectMapper().createObjectNode();
            for (String each : List.of("entities", "sources", "views", "on_demand", "services")) {
                file.set(each, kinds.path(each).path("examples").path(0));
            }
            assertThat(parse(file)).as(kind).isNotNull();
        }
    }

    @Test
    void the_types_that_the_schema_allows_are_the_types_there_are() {
        Set<String> known = new HashSet<>();
        Set<String> keys = new HashSet<>();
        for (ValueType.Kind kind : ValueType.Kind.values()) {
            switch (kind) {
                case DECIMAL -> known.add("DECIMAL(10,2)");
                case ARRAY -> known.add("ARRAY<FLOAT64>");
                default -> {
                    known.add(kind.name());
                    if (ValueType.parse(kind.name()).isKeyType()) {
                        keys.add(kind.name());
                    }
                }
            }
        }
        JsonNode definitions = SCHEMA.path("definitions");
        JsonNode type = definitions.path("value_type");

        assertThat(texts(type.path("examples"))).containsExactlyInAnyOrderElementsOf(known);
        assertThat(known).allMatch(each -> each.matches(type.path("pattern").asText()));
        assertThat(known)
                .allMatch(each -> each.startsWith("ARRAY")
                        || "ARRAY<%s>"
                                .formatted(each)
                                .matches(type.path("pattern").asText()));
        assertThat(texts(definitions.path("key_type").path("enum"))).containsExactlyInAnyOrderElementsOf(keys);
        for (String field : List.of("pattern", "patternErrorMessage", "examples")) {
            assertThat(definitions.path("feature").path(field)).as(field).isEqualTo(type.path(field));
        }
    }

    @Test
    void every_keyword_of_the_schema_has_words_for_its_failure() throws IOException {
        Set<String> used = new TreeSet<>();
        keywords(SCHEMA, used);
        used.removeAll(Set.of(
                "$schema",
                "$ref",
                "title",
                "description",
                "examples",
                "errorMessage",
                "patternErrorMessage", // said, not checked
                "definitions",
                "properties",
                "items",
                "if",
                "then",
                "else")); // checked by what they hold

        String words = Files.readString(Path.of("src/main/java/dev/tandem/definition/StructureProblem.java"));

        assertThat(used).isNotEmpty().allSatisfy(keyword -> assertThat(words).contains("\"" + keyword + "\""));
    }

    /** A field as the example uses it: {@code where} names it as {@link #fieldsOfSchema} does. */
    private record ExampleField(String where, JsonPointer pointer) {}

    private interface FieldVisitor {
        void visit(String where, JsonNode field);
    }

    private static void fieldsOfSchema(FieldVisitor visitor) {
        SCHEMA.path("properties").properties().forEach(field -> visitor.visit("." + field.getKey(), field.getValue()));
        SCHEMA.path("definitions")
                .properties()
                .forEach(definition -> definition
                        .getValue()
                        .path("properties")
                        .properties()
                        .forEach(field -> visitor.visit(definition.getKey() + "." + field.getKey(), field.getValue())));
    }

    private static List<ExampleField> fieldsOfExample() {
        JsonNode example = document().root();
        List<ExampleField> fields = new ArrayList<>();
        add(fields, "", JsonPointer.empty(), example);
        addAll(fields, "entity", "/entities", example);
        addAll(fields, "source", "/sources", example);
        addAll(fields, "view", "/views", example);
        addAll(fields, "feature", "/views/weather/features", example);
        addAll(fields, "on_demand_view", "/on_demand", example);
        addAll(fields, "computed_feature", "/on_demand/wind/features", example);
        addAll(fields, "service", "/services", example);
        for (int i = 0; i < 4; i++) {
            add(fields, "expectation", JsonPointer.compile("/sources/weather_reports/expect/" + i), example);
        }
        for (int i = 0; i < 5; i++) {
            add(fields, "expectation", JsonPointer.compile("/views/weather/expect/" + i), example);
        }
        for (String feature : List.of(
                "temperature/expect/0",
                "temperature/expect/1",
                "temperature/expect/2",
                "sky/expect/0",
                "sky/expect/1")) {
            add(fields, "column_expectation", JsonPointer.compile("/views/weather/features/" + feature), example);
        }
        add(fields, "drift", JsonPointer.compile("/services/arrival_delay/drift"), example);
        addAll(fields, "drift_levels", "/services/arrival_delay/drift", example);
        add(fields, "aggregation", JsonPointer.compile("/views/delay_windows/aggregations/0"), example);
        add(fields, "aggregation", JsonPointer.compile("/views/delay_windows/aggregations/1"), example);
        fields.removeIf(
                field -> field.where().equals("aggregation.at_least")); // a parameter, which the schema does not name
        add(fields, "selection", JsonPointer.compile("/services/arrival_delay/features/3/wind"), example);
        add(fields, "selection", JsonPointer.compile("/services/arrival_delay/features/1/weather"), example);
        return fields;
    }

    private static void addAll(List<ExampleField> fields, String kind, String pointer, JsonNode example) {
        JsonPointer at = JsonPointer.compile(pointer);
        example.at(at).fieldNames().forEachRemaining(name -> add(fields, kind, at.appendProperty(name), example));
    }

    private static void add(List<ExampleField> fields, String kind, JsonPointer at, JsonNode example) {
        example.at(at)
                .fieldNames()
                .forEachRemaining(name -> fields.add(new ExampleField(kind + "." + name, at.appendProperty(name))));
    }

    private static YamlDocument document() {
        return YamlReader.read(Path.of("every-field.yaml"), DefinitionFilesTest.everyField(), new Problems())
                .orElseThrow()
                .get(0);
    }

    private static Definitions parse(JsonNode file) {
        return DefinitionFiles.parse(PROJECT, Map.of("file.yaml", file.toPrettyString()));
    }

    private static Optional<Definitions> parseOrRefuse(JsonNode file) {
        try {
            return Optional.of(parse(file));
        } catch (InvalidDefinitionsException e) {
            return Optional.empty();
        }
    }

    private static void keywords(JsonNode schema, Set<String> found) {
        schema.properties().forEach(keyword -> {
            found.add(keyword.getKey());
            switch (keyword.getKey()) {
                case "properties", "definitions" -> keyword.getValue().forEach(each -> keywords(each, found));
                case "items", "if", "then", "else", "not", "propertyNames", "additionalProperties" ->
                    keywords(keyword.getValue(), found);
                default -> {} // holds no schema
            }
        });
    }

    private static List<String> texts(JsonNode array) {
        return Stream.iterate(0, i -> i < array.size(), i -> i + 1)
                .map(i -> array.get(i).asText())
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
