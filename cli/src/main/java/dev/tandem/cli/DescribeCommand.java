package dev.tandem.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.TandemException;
import dev.tandem.definition.DefinitionsJson;
import dev.tandem.definition.Names;
import dev.tandem.registry.RegistryState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tandem describe}: one definition in full. */
@Command(
        name = "describe",
        description = {
            "Show one definition in full.",
            "",
            "Names are looked for among views, services, entities and sources alike: 'tandem describe weather', or, where one name stands",
            "for several things, 'tandem describe view weather'."
        },
        mixinStandardHelpOptions = true)
final class DescribeCommand implements Callable<Integer> {
    private static final Map<String, String> PLURALS = Map.of(
            "view",
            "views",
            "on_demand",
            "on_demand",
            "service",
            "services",
            "entity",
            "entities",
            "source",
            "sources");

    private final Invocation invocation;

    @Parameters(
            arity = "1..2",
            paramLabel = "[KIND] NAME",
            description = "What to describe; KIND is view, on_demand, service, entity or source.")
    private List<String> words = List.of();

    @Option(names = "--state", paramLabel = "N", description = "As it was in state N; by default as it is now.")
    private @Nullable Long number;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    DescribeCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Deployment deployment = new Deployment(invocation.configuration())) {
            RegistryState state =
                    number == null ? deployment.state() : deployment.registry().state(deployment.project(), number);
            Map<String, JsonNode> found = find(DefinitionsJson.tree(state.definitions()));
            if (json) {
                ObjectNode root = JsonNodeFactory.instance.objectNode();
                found.forEach(root::set);
                invocation.console().print(root);
            } else {
                found.forEach(this::print);
                invocation
                        .console()
                        .note("As of state %d, applied %s by %s."
                                .formatted(state.number(), state.appliedAt(), state.author()));
            }
            return 0;
        }
    }

    /** Everything of that name, by kind. */
    private Map<String, JsonNode> find(JsonNode definitions) {
        String name = words.get(words.size() - 1);
        List<String> kinds = words.size() == 2
                ? List.of(kind(words.get(0)))
                : PLURALS.keySet().stream().sorted().toList();
        Map<String, JsonNode> found = new LinkedHashMap<>();
        List<String> known = new ArrayList<>();
        for (String kind : kinds) {
            JsonNode all = definitions.path(PLURALS.get(kind));
            all.fieldNames().forEachRemaining(known::add);
            if (all.has(name)) {
                found.put(kind, all.get(name));
            }
        }
        if (found.isEmpty()) {
            throw new TandemException(
                    "There is no %s '%s'. %s".formatted(String.join(", ", kinds), name, Names.suggestion(name, known)));
        }
        return found;
    }

    private static String kind(String word) {
        if (!PLURALS.containsKey(word)) {
            throw new TandemException(
                    "'%s' is no kind of definition. %s".formatted(word, Names.suggestion(word, PLURALS.keySet())));
        }
        return word;
    }

    private void print(String kind, JsonNode definition) {
        invocation.console().print(kind + " " + words.get(words.size() - 1));
        printFields("  ", definition);
    }

    private void printFields(String indent, JsonNode node) {
        node.properties().forEach(field -> printField(indent, indent, field.getKey(), field.getValue()));
    }

    private void printField(String lead, String indent, String name, JsonNode value) {
        Console console = invocation.console();
        if (value.isValueNode()) {
            console.print(lead + name + ": " + value.asText());
            return;
        }
        console.print(lead + name + ":");
        if (value.isObject()) {
            printFields(indent + "  ", value);
        } else {
            value.forEach(item -> printItem(indent + "  ", item));
        }
    }

    /** A value on a line of its own; an object behind one dash, its first field on the same line. */
    private void printItem(String indent, JsonNode item) {
        if (item.isValueNode()) {
            invocation.console().print(indent + "- " + item.asText());
            return;
        }
        String lead = indent + "- ";
        for (Map.Entry<String, JsonNode> field : item.properties()) {
            printField(lead, indent + "  ", field.getKey(), field.getValue());
            lead = indent + "  ";
        }
    }
}
