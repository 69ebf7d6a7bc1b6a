package dev.tandem.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.definition.Entity.JoinKey;
import java.util.Collection;
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
        if (!source.lookback().isZero()) {
            node.put("lookback", Durations.text(source.lookback()));
        }
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
        node.set("features", array(view.features(), feature -> {
            ObjectNode each = values(feature);
            about(each, feature.about());
            return each;
        }));
        about(node, view.about());
        return node;
    }

    private static ArrayNode keyColumns(Map<String, String> columns) {
        return array(
                columns.entrySet(),
                entry -> NODES.objectNode().put("key", entry.getKey()).put("column", entry.getValue()));
    }

    /** What decides the values of a feature. */
    static ObjectNode values(Feature feature) {
        return NODES.objectNode()
                .put("name", feature.name())
                .put("type", feature.type().toString())
                .put("from", feature.column());
    }

    private static ObjectNode service(FeatureService service) {
        ObjectNode node = NODES.objectNode();
        node.set("features", array(service.selections(), DefinitionsJsonWriter::selection));
        about(node, service.about());
        return node;
    }

    private static ObjectNode selection(FeatureService.Selection selection) {
        ObjectNode node = NODES.objectNode();
        node.put("view", selection.view());
        node.set("entities", keyColumns(selection.keys()));
        node.set(
                "features",
                array(
                        selection.fields(),
                        field -> NODES.objectNode()
                                .put("feature", field.feature())
                                .put("name", field.name())));
        return node;
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

    private static <T> ObjectNode object(Map<String, T> map, Function<T, JsonNode> value) {
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
