package dev.tandem.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What openapi.json promises, so that answers can be held against it. */
final class OpenApi {
    static final OpenApi DOCUMENT = load();

    private final JsonNode document;
    private final SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> known = new TreeMap<>();

    private OpenApi(JsonNode document) {
        this.document = document;
    }

    private static OpenApi load() {
        try (InputStream in = FeatureServer.class.getResourceAsStream("openapi.json")) {
            return new OpenApi(TestProject.JSON.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every operation, as "GET /path". */
    List<String> operations() {
        List<String> operations = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return operations;
    }

    /** Whether an operation is described as open to anyone. */
    boolean isOpen(String method, String path) {
        JsonNode security = document.path("paths")
                .path(path)
                .path(method.toLowerCase(Locale.ROOT))
                .path("security");
        return security.isArray() && security.isEmpty();
    }

    /** What is wrong with an answer, compared with what is promised; empty when nothing is. */
    List<String> problems(String method, String uri, int status, String contentType, JsonNode body) {
        Optional<JsonNode> operation = findOperation(method, uri.replaceAll("\\?.*", ""));
        if (operation.isEmpty()) {
            return status == 404 || status == 405 ? List.of() : List.of(method + " " + uri + " is not described");
        }
        JsonNode response = resolved(operation.get().path("responses").path(Integer.toString(status)));
        if (response.isMissingNode()) {
            return List.of("status %d of %s %s is not described".formatted(status, method, uri));
        }
        String mediaType = contentType.replaceAll(";.*", "");
        JsonNode content = response.path("content").path(mediaType);
        if (content.isMissingNode()) {
            return List.of("%s of %s %s is not described".formatted(mediaType, method, uri));
        }
        if (!mediaType.equals("application/json")) {
            return List.of();
        }
        List<String> problems = new ArrayList<>();
        schema(content.path("schema")).validate(body).forEach(error -> problems.add(error.toString()));
        return problems;
    }

    private Optional<JsonNode> findOperation(String method, String path) {
        for (Map.Entry<String, JsonNode> described : document.path("paths").properties()) {
            String pattern = described.getKey().replaceAll("\\{\\w+}", "[^/]+");
            JsonNode operation = described.getValue().path(method.toLowerCase(Locale.ROOT));
            if (path.matches(pattern) && !operation.isMissingNode()) {
                return Optional.of(operation);
            }
        }
        return Optional.empty();
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    private synchronized Schema schema(JsonNode schema) {
        return known.computeIfAbsent(schema.toString(), text -> {
            ObjectNode whole = schema.deepCopy();
            whole.set("components", document.path("components"));
            return schemas.getSchema(whole);
        });
    }
}
