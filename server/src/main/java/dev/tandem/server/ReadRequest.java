package dev.tandem.server;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants to read.
 *
 * @param service the feature service, or null when single features are listed
 * @param features the features, as {@code view:feature}; empty when a service is named
 * @param fullNames whether names in the answer are {@code view__feature}
 * @param entities the entities, and whatever else came with them
 */
record ReadRequest(@Nullable String service, List<String> features, boolean fullNames, JsonColumns entities) {

    /** Reads a body that says by itself what is wanted. */
    static ReadRequest parse(byte[] body, int mostRows) {
        ReadRequest request = JsonInput.read(body, 0, json -> new Fields(body, mostRows).read(json));
        if (request.service == null && request.features.isEmpty()) {
            throw HttpError.invalid(
                    "missing",
                    "The request does not say what to read. Name a 'feature_service', or list 'features' as \"view:feature\".",
                    "body",
                    "features");
        }
        if (request.service != null && !request.features.isEmpty()) {
            throw HttpError.invalid(
                    "conflict",
                    "The request names both 'feature_service' and 'features'. Leave one of them out.",
                    "body",
                    "features");
        }
        return request;
    }

    /** Reads a body whose path has said already what is wanted. */
    static JsonColumns parseEntities(byte[] body, int mostRows) {
        return JsonInput.read(body, 0, json -> new Fields(body, mostRows).read(json)).entities;
    }

    /** The fields of a body, in whatever order they come. */
    private static final class Fields {
        private final byte[] body;
        private final int mostRows;
        private @Nullable String service;
        private List<String> features = List.of();
        private boolean fullNames;
        private @Nullable JsonColumns entities;

        Fields(byte[] body, int mostRows) {
            this.body = body;
            this.mostRows = mostRows;
        }

        ReadRequest read(JsonParser json) throws IOException {
            JsonInput.eachField(json, this::field);
            if (entities == null) {
                throw HttpError.invalid(
                        "missing",
                        "The request names no entities. Write \"entities\": {\"join_key\": [values...]}.",
                        "body",
                        "entities");
            }
            return new ReadRequest(service, features, fullNames, entities);
        }

        private void field(JsonParser json, String name) throws IOException {
            switch (name) {
                case "entities" -> entities = JsonColumns.walk(json, body, name, mostRows);
                case "feature_service" -> service = JsonInput.optionalText(json, name);
                case "features" -> features = texts(json, name);
                case "full_feature_names" -> fullNames = JsonInput.truth(json, name);
                default -> json.skipChildren();
            }
        }

        private static List<String> texts(JsonParser json, String field) throws IOException {
            if (json.currentToken() == JsonToken.VALUE_NULL) {
                return List.of();
            }
            if (json.currentToken() != JsonToken.START_ARRAY) {
                throw HttpError.invalid(
                        "type", "'%s' is not a list. Write [\"view:feature\", ...].".formatted(field), "body", field);
            }
            List<String> texts = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() != JsonToken.VALUE_STRING) {
                    throw HttpError.invalid(
                            "type", "A feature is not text. Write \"view:feature\".", "body", field, texts.size());
                }
                texts.add(json.getText());
            }
            return texts;
        }
    }
}
