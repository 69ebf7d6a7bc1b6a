package dev.tandem.definition;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes definitions as a person could have written them in a definition file, in JSON, which is YAML too. */
final class LanguageText {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private LanguageText() {}

    static ObjectNode of(Definitions definitions) {
        ObjectNode file = NODES.objectNode();
        ObjectNode entities = file.putObject("entities");
        definitions.entities().forEach((name, entity) -> entities.set(name, entity(entity)));
        ObjectNode sources = file.putObject("sources");
        definitions.sources().forEach((name, source) -> sources.set(name, source(source)));
        ObjectNode views = file.putObject("views");
        definitions.views().forEach((name, view) -> views.set(name, view(view)));
        ObjectNode services = file.putObject("services");
        definitions.services().forEach((name, service) -> services.set(name, service(service)));
        return file;
    }

    private static ObjectNode entity(Entity entity) {
        ObjectNode node = NODES.objectNode();
        ObjectNode keys = node.putObject("keys");
        entity.keys().forEach(key -> keys.put(key.name(), key.type().toString()));
        return about(node, entity.about());
    }

    private static ObjectNode source(Source source) {
        ObjectNode node = NODES.objectNode();
        if (source.origin() instanceof Origin.Table table) {
            node.put("format", table.format());
            table.path().ifPresent(path -> node.put("path", path));
            table.table().ifPresent(name -> node.put("table", name));
            node.set("options", map(table.options()));
        } else if (source.origin() instanceof Origin.Query query) {
            node.put("sql", query.sql());
        }
        source.eventTime().ifPresent(column -> node.put("event_time", column));
        source.createdTime().ifPresent(column -> node.put("created_time", column));
        node.put("available", source.availability().from().name().toLowerCase(Locale.ROOT));
        node.put("available_after", Durations.text(source.availability().after()));
        node.put("time_zone", source.timeZone().getId());
        if (!source.lookback().isZero()) {
            node.put("lookback", Durations.text(source.lookback()));
        }
        expect(node, source.expect());
        return about(node, source.about());
    }

    private static ObjectNode view(FeatureView view) {
        ObjectNode node = NODES.objectNode();
        view.entities().forEach(node.withArray("entities")::add);
        node.put("source", view.source());
        node.set("keys", map(view.keys()));
        view.ttl().ifPresent(ttl -> node.put("ttl", Durations.text(ttl)));
        node.put("online", view.online());
        view.schedule().ifPresent(cron -> node.put("schedule", cron));
        ObjectNode features = node.putObject("features");
        view.features().forEach(feature -> features.set(feature.name(), feature(feature)));
        expect(node, view.expect());
        return about(node, view.about());
    }

    private static ObjectNode feature(Feature feature) {
        ObjectNode node =
                NODES.objectNode().put("type", feature.type().toString()).put("from", feature.column());
        drift(node, feature.drift());
        return about(node, feature.about());
    }

    private static ObjectNode service(FeatureService service) {
        ObjectNode node = NODES.objectNode();
        ArrayNode items = node.putArray("features");
        for (FeatureService.Selection selection : service.selections()) {
            ObjectNode item = items.addObject().putObject(selection.view());
            item.set("entities", map(selection.keys()));
            selection
                    .fields()
                    .forEach(field -> item.withArray("features").add(field.feature() + " as " + field.name()));
        }
        drift(node, service.drift());
        return about(node, service.about());
    }

    private static void drift(ObjectNode node, DriftThresholds drift) {
        if (!drift.levels().isEmpty()) {
            ObjectNode written = node.putObject("drift");
            drift.levels().forEach((measure, levels) -> {
                ObjectNode figures = written.putObject(measure.key());
                levels.warn().ifPresent(warn -> figures.put("warn", warn));
                levels.alert().ifPresent(alert -> figures.put("alert", alert));
            });
        }
    }

    private static void expect(ObjectNode node, List<Expectation> expectations) {
        expectations.forEach(expectation -> {
            ObjectNode item = ExpectationJson.write(expectation);
            if (item.has("not_null")) {
                item.put("not_null", new BigDecimal(item.get("not_null").asText()));
            }
            node.withArray("expect").add(item);
        });
    }

    private static ObjectNode map(Map<String, String> map) {
        ObjectNode node = NODES.objectNode();
        map.forEach(node::put);
        return node;
    }

    private static ObjectNode about(ObjectNode node, About about) {
        node.put("description", about.description()).put("owner", about.owner());
        about.tags().forEach(node.withArray("tags")::add);
        return node;
    }
}
