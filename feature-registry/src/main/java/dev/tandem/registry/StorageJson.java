package dev.tandem.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.TandemException;
import dev.tandem.definition.ValueType;
import dev.tandem.registry.Storage.Layout;
import dev.tandem.registry.Storage.Rows;
import dev.tandem.registry.Storage.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@link Storage} as the registry keeps it. */
final class StorageJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private StorageJson() {}

    static String write(Storage storage) {
        ObjectNode root = MAPPER.createObjectNode();
        ObjectNode engine = root.putObject("engine");
        storage.engine().forEach(engine::put);
        ObjectNode views = root.putObject("views");
        storage.views().forEach((view, rows) -> {
            ObjectNode node = views.putObject(view).put("generation", rows.generation());
            ArrayNode schemas = node.putArray("schemas");
            rows.layouts().forEach(layout -> write(layout, schemas.addObject()));
        });
        return root.toString();
    }

    private static void write(Layout layout, ObjectNode node) {
        node.put("id", layout.id());
        ArrayNode columns = node.putArray("columns");
        for (Slot slot : layout.slots()) {
            columns.addObject()
                    .put("name", slot.feature())
                    .put("type", slot.type().toString())
                    .put("from", slot.from());
        }
    }

    /** @throws TandemException when the text is not what {@link #write} wrote */
    static Storage read(String text) {
        try {
            JsonNode root = MAPPER.readTree(text);
            SortedMap<String, String> engine = new TreeMap<>();
            root.required("engine")
                    .properties()
                    .forEach(setting ->
                            engine.put(setting.getKey(), setting.getValue().textValue()));
            SortedMap<String, Rows> views = new TreeMap<>();
            root.required("views").properties().forEach(view -> views.put(view.getKey(), rows(view.getValue())));
            return new Storage(engine, views);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new TandemException(
                    "What the registry says about stored rows cannot be read: %s. It was damaged, or written by something other than Tandem; restore the registry from a backup."
                            .formatted(e.getMessage()),
                    e);
        }
    }

    private static Rows rows(JsonNode node) {
        List<Layout> layouts = new ArrayList<>();
        for (JsonNode schema : node.required("schemas")) {
            List<Slot> slots = new ArrayList<>();
            for (JsonNode column : schema.required("columns")) {
                slots.add(new Slot(
                        column.required("name").textValue(),
                        ValueType.parse(column.required("type").textValue()),
                        column.required("from").textValue()));
            }
            layouts.add(new Layout(schema.required("id").intValue(), slots));
        }
        return new Rows(node.required("generation").longValue(), layouts);
    }
}
