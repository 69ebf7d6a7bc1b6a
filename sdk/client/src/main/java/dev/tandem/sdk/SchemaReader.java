package dev.tandem.sdk;

import com.fasterxml.jackson.core.JsonParser;
import dev.tandem.sdk.ServiceSchema.Column;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the server's description of a service. Used once. */
final class SchemaReader {
    private String service = "";
    private long state;
    private List<Column> keys = List.of();
    private List<Column> request = List.of();
    private List<Column> features = List.of();
    private int rowsAtOnce = Integer.MAX_VALUE;

    private SchemaReader() {}

    /** @throws IOException when it is no such description */
    static ServiceSchema read(byte[] document) throws IOException {
        return Json.read(document, json -> new SchemaReader().read(json));
    }

    private ServiceSchema read(JsonParser json) throws IOException {
        Json.eachField(json, this::part);
        if (service.isEmpty() || features.isEmpty()) {
            throw new IOException("it describes no feature service");
        }
        return new ServiceSchema(service, state, keys, request, features, rowsAtOnce);
    }

    private void part(JsonParser json, String field) throws IOException {
        switch (field) {
            case "service" -> service = Json.text(json);
            case "state" -> state = Json.integer(json);
            case "keys" -> keys = columns(json);
            case "request" -> request = columns(json);
            case "features" -> features = columns(json);
            case "limits" -> Json.eachField(json, this::limit);
            default -> json.skipChildren();
        }
    }

    private void limit(JsonParser json, String field) throws IOException {
        if (field.equals("rows")) {
            rowsAtOnce = Math.max(1, Json.int32(json));
        } else {
            json.skipChildren();
        }
    }

    private static List<Column> columns(JsonParser json) throws IOException {
        List<Column> columns = new ArrayList<>();
        Json.eachElement(json, each -> columns.add(column(each)));
        return columns;
    }

    private static Column column(JsonParser json) throws IOException {
        String[] parts = {"", ""};
        Json.eachField(json, (value, field) -> {
            switch (field) {
                case "name" -> parts[0] = Json.text(value);
                case "type" -> parts[1] = Json.text(value);
                default -> value.skipChildren();
            }
        });
        return new Column(parts[0], parts[1]);
    }
}
