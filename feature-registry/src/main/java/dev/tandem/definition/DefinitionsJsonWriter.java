package dev.tandem.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.definition.Derivation.Aggregation;
import dev.tandem.definition.Entity.JoinKey;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The writing half of {@link DefinitionsJson}; {@link DefinitionHash} shares its parts. */
final class DefinitionsJsonWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private DefinitionsJsonWriter() {}

    static ObjectNode tree(Definitions definitions) {
        ObjectNode tree = NODES.objectNode();
        tree.put("format", DefinitionsJson.FORMAT);
        ObjectNode project = tree.putObject("project");
        project.put("name", definitions.project().name());
        about(project, definitions.project().about());
        tree.set("entities", object(definitions.entities(), DefinitionsJsonWriter::entity));
        tree.set("sources", object(definitions.sources(), DefinitionsJsonWriter::source));
        tree.set("views", object(definitions.views(), DefinitionsJsonWriter::view));
        if (!definitions.onDemand().isEmpty()) {
            tree.set("on_demand", object(definitions.onDemand(), DefinitionsJsonWriter::onDemandView));
        }
        tree.set("services", object(definitions.services(), DefinitionsJsonWriter::service));
        return tree;
    }

    private static ObjectNode entity(Entity entity) {
        ObjectNode node = NODES.objectNode();
        node.set("keys", array(entity.keys(), DefinitionsJsonWriter::joinKey));
        about(node, entity.about());
        return node;
    }

    static ObjectNode joinKey(JoinKey key) {
        return NODES.objectNode().put("name", key.name()).put("type", key.type().toString());
    }

    private static ObjectNode source(Source source) {
        ObjectNode node = rows(source);
        source.eventId().ifPresent(column -> node.put("event_id", column));
        if (!source.columns().isEmpty()) {
            node.set("columns", object(source.columns(), type -> NODES.textNode(type.toString())));
        }
        if (!source.lookback().isZero()) {
            node.put("lookback", Durations.text(source.lookback()));
        }
        expect(node, source.expect());
        about(node, source.about());
        return node;
    }

    /** What decides which rows a source has, and their times. */
    static ObjectNode rows(Source source) {
        ObjectNode node = NODES.objectNode();
        if (source.origin() instanceof Origin.Table table) {
            node.put("format", table.format());
            table.path().ifPresent(path -> node.put("path", path));
            table.table().ifPresent(name -> node.put("table", name));
            if (!table.options().isEmpty()) {
                node.set("options", object(table.options(), NODES::textNode));
            }
        } else if (source.origin() instanceof Origin.Query query) {
            node.put("sql", query.sql());
            node.set("inputs", array(query.inputs(), NODES::textNode));
        }
        source.eventTime().ifPresent(column -> node.put("event_time", column));
        source.createdTime().ifPresent(column -> node.put("created_time", column));
        node.put("available", source.availability().from().name().toLowerCase(Locale.ROOT));
        node.put("available_after", Durations.text(source.availability().after()));
        node.put("time_zone", source.timeZone().getId());
        return node;
    }

    private static ObjectNode view(FeatureView view) {
        ObjectNode node = NODES.objectNode();
        node.set("entities", array(view.entities(), NODES::textNode));
        node.put("source", view.source());
        node.set("keys", keyColumns(view.keys()));
        view.ttl().ifPresent(ttl -> node.put("ttl", Durations.text(ttl)));
        node.put("online", view.online());
        view.schedule().ifPresent(cron -> node.put("schedule", cron));
        node.set("features", array(view.features(), DefinitionsJsonWriter::feature));
        expect(node, view.expect());
        about(node, view.about());
        return node;
    }

    private static void expect(ObjectNode node, List<Expectation> expectations) {
        if (!expectations.isEmpty()) {
            node.set("expect", array(expectations, ExpectationJson::write));
        }
    }

    private static ObjectNode feature(Feature feature) {
        ObjectNode node = values(feature);
        drift(node, feature.drift());
        about(node, feature.about());
        return node;
    }

    private static ObjectNode onDemandView(OnDemandView view) {
        ObjectNode node = computation(view);
        node.set("features", array(view.features(), DefinitionsJsonWriter::feature));
        about(node, view.about());
        return node;
    }

    /** What the expressions of an on-demand view are over. */
    static ObjectNode computation(OnDemandView view) {
        ObjectNode node = NODES.objectNode();
        node.set(
                "inputs",
                array(
                        view.inputs(),
                        input -> NODES.objectNode()
                                .put("view", input.view())
                                .put("feature", input.feature())
                                .put("name", input.name())));
        node.set(
                "request",
                array(
                        view.request(),
                        input -> NODES.objectNode()
                                .put("name", input.name())
                                .put("type", input.type().toString())));
        return node;
    }

    private static ArrayNode keyColumns(Map<String, String> columns) {
        return array(
                columns.entrySet(),
                entry -> NODES.objectNode().put("key", entry.getKey()).put("column", entry.getValue()));
    }

    /** What decides the values of a feature. */
    static ObjectNode values(Feature feature) {
        ObjectNode node = NODES.objectNode()
                .put("name", feature.name())
                .put("type", feature.type().toString());
        if (feature.derivation() instanceof Derivation.Column column) {
            node.put("from", column.name());
        } else if (feature.derivation() instanceof Derivation.Expression expression) {
            node.put("expression", expression.text());
        } else if (feature.derivation() instanceof Aggregation aggregation) {
            node.set("aggregation", aggregation(aggregation));
        }
        return node;
    }

    static ObjectNode aggregation(Aggregation aggregation) {
        ObjectNode node = NODES.objectNode().put("function", aggregation.function());
        aggregation.column().ifPresent(column -> node.put("column", column));
        if (!aggregation.parameters().isEmpty()) {
            node.set("parameters", object(aggregation.parameters(), NODES::textNode));
        }
        aggregation.where().ifPresent(where -> node.put("where", where));
        node.put("window", Durations.text(aggregation.window()));
        node.put("resolution", Durations.text(aggregation.resolution()));
        return node;
    }

    private static ObjectNode service(FeatureService service) {
        ObjectNode node = NODES.objectNode();
        node.set("features", array(service.selections(), DefinitionsJsonWriter::selection));
        drift(node, service.drift());
        about(node, service.about());
        return node;
    }

    private static ObjectNode selection(FeatureService.Selection selection) {
        ObjectNode node = NODES.objectNode();
        node.put("view", selection.view());
        node.set("entities", keyColumns(selection.keys()));
        if (!selection.request().isEmpty()) {
            node.set("request", keyColumns(selection.request()));
        }
        node.set(
                "features",
                array(
                        selection.fields(),
                        field -> NODES.objectNode()
                                .put("feature", field.feature())
                                .put("name", field.name())));
        return node;
    }

    private static void drift(ObjectNode node, DriftThresholds drift) {
        if (!drift.levels().isEmpty()) {
            ObjectNode measures = node.putObject("drift");
            drift.levels().forEach((measure, levels) -> {
                ObjectNode written = measures.putObject(measure.key());
                levels.warn().ifPresent(warn -> written.put("warn", warn));
                levels.alert().ifPresent(alert -> written.put("alert", alert));
            });
        }
    }

    private static void about(ObjectNode node, About about) {
        if (!about.description().isEmpty()) {
            node.put("description", about.description());
        }
        if (!about.owner().isEmpty()) {
            node.put("owner", about.owner());
        }
        if (!about.tags().isEmpty()) {
            node.set("tags", array(about.tags(), NODES::textNode));
        }
    }

    static <T> ObjectNode object(Map<String, T> map, Function<T, JsonNode> value) {
        ObjectNode node = NODES.objectNode();
        map.forEach((name, each) -> node.set(name, value.apply(each)));
        return node;
    }

    static <T> ArrayNode array(Collection<T> items, Function<T, JsonNode> value) {
        ArrayNode node = NODES.arrayNode();
        items.forEach(each -> node.add(value.apply(each)));
        return node;
    }
}
