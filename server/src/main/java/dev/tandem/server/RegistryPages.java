package dev.tandem.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Definitions.UnknownNameException;
import dev.tandem.definition.DefinitionsJson;
import dev.tandem.definition.Feature;
import dev.tandem.online.ReadPlan.OutputFeature;
import dev.tandem.online.ReadPlan.RequestColumn;
import dev.tandem.registry.MaterializationRun;
import dev.tandem.registry.Registry;
import dev.tandem.registry.RegistryState;
import dev.tandem.registry.StateSummary;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The registry, to be read by people and programs: definitions in the JSON form of {@link DefinitionsJson}, without credentials, of the
 * state in force or of an older one, and what was materialised. Thread-safe.
 */
final class RegistryPages {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int USUAL_RUNS = 50;
    private static final int MOST_RUNS = 1_000;

    private final Registry registry;
    private final String project;
    private final Supplier<ServedState> inForce;
    private final ServerSettings.Limits limits;

    /**
     * @param inForce the state in force; throws while there is none
     * @param limits are told with each service's schema, so that clients can keep to them
     */
    RegistryPages(Registry registry, String project, Supplier<ServedState> inForce, ServerSettings.Limits limits) {
        this.registry = registry;
        this.project = project;
        this.inForce = inForce;
        this.limits = limits;
    }

    List<Page> pages() {
        List<Page> pages = new ArrayList<>();
        pages.add(Page.get("/api/v1/project", this::project));
        for (String kinds : List.of("entities", "sources", "views", "on_demand", "services")) {
            pages.add(Page.get("/api/v1/" + kinds, ctx -> list(ctx, kinds)));
            pages.add(Page.get("/api/v1/" + kinds + "/{name}", ctx -> one(ctx, kinds)));
        }
        pages.add(Page.get("/api/v1/services/{name}/schema", this::schema));
        pages.add(Page.get("/api/v1/states", this::states));
        pages.add(Page.get("/api/v1/states/{number}", this::state));
        pages.add(Page.get("/api/v1/status", this::status));
        pages.add(Page.get("/api/v1/runs", this::runs));
        return pages;
    }

    private void project(Context ctx) throws IOException {
        RegistryState state = inForce.get().state();
        ObjectNode page = (ObjectNode) tree(state).path("project");
        page.set("state", summary(state));
        answer(ctx, page);
    }

    private void list(Context ctx, String kinds) throws IOException {
        ArrayNode all = NODES.arrayNode();
        tree(inForce.get().state())
                .path(kinds)
                .properties()
                .forEach(each -> all.add(named(each.getKey(), each.getValue())));
        answer(ctx, NODES.objectNode().set(kinds, all));
    }

    private void one(Context ctx, String kinds) throws IOException {
        String name = ctx.pathParam("name");
        JsonNode all = tree(inForce.get().state()).path(kinds);
        if (!all.has(name)) {
            List<String> known = new ArrayList<>();
            all.fieldNames().forEachRemaining(known::add);
            throw new UnknownNameException(singular(kinds), name, known);
        }
        answer(ctx, named(name, all.path(name)));
    }

    private static String singular(String kinds) {
        return switch (kinds) {
            case "entities" -> "entity";
            case "views" -> "feature view";
            case "on_demand" -> "on-demand view";
            case "services" -> "feature service";
            default -> "source";
        };
    }

    private void schema(Context ctx) throws IOException {
        ServedState state = inForce.get();
        ServedService service = state.service(ctx.pathParam("name"));
        ObjectNode page = NODES.objectNode()
                .put("service", service.plan().service().name())
                .put("state", state.number());
        page.putObject("limits").put("rows", limits.rows()).put("body_bytes", limits.bodyBytes());
        List<RequestColumn> keys = service.plan().entityColumns();
        List<RequestColumn> all = service.plan().requestColumns();
        putColumns(page.putArray("keys"), keys);
        putColumns(page.putArray("request"), all.subList(keys.size(), all.size()));
        ArrayNode features = page.putArray("features");
        service.plan()
                .features()
                .forEach(feature -> features.addObject()
                        .put("name", feature.name())
                        .put("type", feature.type().toString())
                        .put("view", feature.view())
                        .put("feature", feature.feature())
                        .put("description", description(state, feature)));
        answer(ctx, page);
    }

    private static void putColumns(ArrayNode array, List<RequestColumn> columns) {
        columns.forEach(column -> array.addObject()
                .put("name", column.name())
                .put("type", column.type().toString()));
    }

    private static String description(ServedState state, OutputFeature feature) {
        Definitions definitions = state.state().definitions();
        Optional<Feature> found = definitions.onDemand().containsKey(feature.view())
                ? definitions.onDemandView(feature.view()).findFeature(feature.feature())
                : definitions.view(feature.view()).findFeature(feature.feature());
        return found.map(each -> each.about().description()).orElse("");
    }

    private void states(Context ctx) throws IOException {
        ArrayNode all = NODES.arrayNode();
        for (StateSummary state : registry.history(project)) {
            all.addObject()
                    .put("number", state.number())
                    .put("applied_at", state.appliedAt().toString())
                    .put("author", state.author())
                    .put("summary", state.summary());
        }
        answer(ctx, NODES.objectNode().set("states", all));
    }

    private void state(Context ctx) throws IOException {
        RegistryState state =
                registry.state(project, positive(ctx.pathParam("number"), Long.MAX_VALUE, "path", "number"));
        ObjectNode page = summary(state);
        page.set("definitions", tree(state));
        answer(ctx, page);
    }

    private void status(Context ctx) throws IOException {
        RegistryState state = inForce.get().state();
        ObjectNode page = NODES.objectNode();
        page.set("state", summary(state));
        ArrayNode views = page.putArray("views");
        state.storage().values().forEach(stored -> {
            ObjectNode view = views.addObject().put("view", stored.view()).put("generation", stored.generation());
            registry.findCursor(project, stored.generation())
                    .ifPresent(cursor -> view.put("materialized_to", cursor.toString()));
        });
        answer(ctx, page);
    }

    private void runs(Context ctx) throws IOException {
        String asked = ctx.queryParam("limit");
        int limit = asked == null ? USUAL_RUNS : (int) positive(asked, MOST_RUNS, "query", "limit");
        ArrayNode runs = NODES.arrayNode();
        registry.runs(project, limit).forEach(run -> runs.add(run(run)));
        answer(ctx, NODES.objectNode().set("runs", runs));
    }

    private static ObjectNode run(MaterializationRun run) {
        ObjectNode node = NODES.objectNode()
                .put("id", run.id())
                .put("view", run.view())
                .put("generation", run.generation())
                .put("mode", run.mode().name().toLowerCase(Locale.ROOT));
        run.from().ifPresent(from -> node.put("from", from.toString()));
        node.put("to", run.to().toString()).put("started_at", run.startedAt().toString());
        run.finishedAt().ifPresent(finished -> node.put("finished_at", finished.toString()));
        return node.put("outcome", run.outcome().name().toLowerCase(Locale.ROOT))
                .put("written", run.written())
                .put("older", run.older())
                .put("rejected", run.rejected())
                .put("message", run.message());
    }

    private static long positive(String text, long most, Object... location) {
        try {
            long value = Long.parseLong(text);
            if (value >= 1 && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            throw outOfRange(text, most, location);
        }
        throw outOfRange(text, most, location);
    }

    private static HttpError outOfRange(String text, long most, Object... location) {
        return HttpError.invalid("type", "'%s' is not a number from 1 to %d.".formatted(text, most), location);
    }

    private static ObjectNode summary(RegistryState state) {
        return NODES.objectNode()
                .put("number", state.number())
                .put("applied_at", state.appliedAt().toString())
                .put("author", state.author());
    }

    private static ObjectNode tree(RegistryState state) {
        return Secrets.mask(DefinitionsJson.tree(state.definitions()));
    }

    private static ObjectNode named(String name, JsonNode definition) {
        ObjectNode named = NODES.objectNode().put("name", name);
        named.setAll((ObjectNode) definition);
        return named;
    }

    private static void answer(Context ctx, JsonNode page) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MAPPER.writeValue(out, page);
        Exchange.json(ctx, 200, out);
    }
}
