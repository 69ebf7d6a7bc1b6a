package dev.tandem.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.ServiceParts;
import dev.tandem.offline.skew.ComparedValue;
import dev.tandem.offline.skew.ComparedValue.Presence;
import dev.tandem.offline.skew.ComparedValue.SourceRow;
import dev.tandem.offline.skew.Explanation;
import dev.tandem.offline.window.EventsBehind;
import dev.tandem.registry.SkewCause;
import dev.tandem.transform.window.WindowContents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tandem explain}: one answer, value by value. */
@Command(
        name = "explain",
        description = {
            "Explain one answer: for each value where it came from, how old it was, what the source says of it now, and what training sees.",
            "",
            "  tandem explain 0143fa1c-2a00-7b3e-8c55-1f0e6a0d9b77",
            "",
            "The id of a request is in the header X-Request-Id of its answer. Of each service, a sample of entities is logged (server.log_rate)."
        },
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "REQUEST_ID", description = "The X-Request-Id of the answer.")
    private String requestId = "";

    @Mixin
    private LogOption log = new LogOption();

    @Option(
            names = "--events",
            paramLabel = "COUNT",
            defaultValue = "3",
            description = "Of each window, show so many events, the newest (default: ${DEFAULT-VALUE}).")
    private int events;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ExplainCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Deployment deployment = new Deployment(invocation.configuration())) {
            List<Explanation> explained;
            try (TerminalProgress progress = new TerminalProgress(invocation.console())) {
                explained = log.skew(invocation, deployment).explain(requestId, Math.max(0, events), progress);
            }
            Map<String, String> views =
                    views(deployment.state().definitions(), explained.get(0).service());
            if (json) {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                explained.forEach(each -> array.add(toJson(each, views)));
                invocation.console().print(array);
            } else {
                for (Explanation each : explained) {
                    print(each, views);
                    invocation.console().print("");
                }
            }
            return 0;
        }
    }

    private static Map<String, String> views(Definitions definitions, String service) {
        Map<String, String> views = new HashMap<>();
        ServiceParts.of(definitions, definitions.service(service))
                .outputs()
                .forEach(output -> views.put(output.name(), output.view() + ":" + output.feature()));
        return views;
    }

    private void print(Explanation explained, Map<String, String> views) {
        Console console = invocation.console();
        console.print("%s, %s at %s, in state %d"
                .formatted(
                        explained.service(),
                        explained.request().text(),
                        explained.request().time(),
                        explained.request().state()));
        console.print("");
        new Listing(
                        List.of(
                                "FEATURE",
                                "OF",
                                "SERVED",
                                "EVENT TIME",
                                "AGE",
                                "WRITTEN AT",
                                "SOURCE NOW",
                                "TRAINED",
                                "EVENT TIME",
                                "VERDICT"),
                        explained.values().stream()
                                .map(value -> row(explained.request().time(), value, views))
                                .toList())
                .print(console, false);
        console.print("");
        printWindows(explained);
        explained.values().stream()
                .filter(value -> !value.isSame())
                .forEach(value -> console.print("%s: %s%s."
                        .formatted(
                                value.feature(),
                                Objects.requireNonNull(value.cause()).meaning(),
                                value.materializedUntil() == null
                                        ? ""
                                        : "; its view was materialised until " + value.materializedUntil())));
    }

    private void printWindows(Explanation explained) {
        List<List<String>> rows = new ArrayList<>();
        explained.values().forEach(value -> {
            EventsBehind window = explained.windows().get(value.feature());
            if (window != null) {
                rows.add(List.of(
                        value.feature(),
                        "%,d".formatted(window.count()),
                        "%,d".formatted(window.late()),
                        window.newest().stream().map(ExplainCommand::event).collect(Collectors.joining(", "))));
            }
        });
        if (!rows.isEmpty()) {
            new Listing(List.of("WINDOW", "EVENTS NOW", "CAME LATER", "NEWEST"), rows)
                    .print(invocation.console(), false);
            invocation.console().print("");
        }
    }

    private static String event(WindowContents.Counted event) {
        return "%s %s%s"
                .formatted(
                        event.time(),
                        ValueText.show(event.id()),
                        event.value() == null ? "" : " (" + ValueText.show(event.value()) + ")");
    }

    private static List<String> row(Instant asked, ComparedValue value, Map<String, String> views) {
        ComparedValue.Served served = value.served();
        String shown = ValueText.show(served.value());
        return List.of(
                value.feature(),
                views.getOrDefault(value.feature(), ""),
                shown.isEmpty() ? served.status() : shown,
                text(served.eventTime()),
                served.eventTime() == null ? "" : Durations.text(Duration.between(served.eventTime(), asked)),
                text(served.writtenAt()),
                source(value.source()),
                ValueText.show(value.trained().value()),
                text(value.trained().eventTime()),
                value.cause() == null ? "same" : value.cause().key());
    }

    private static String source(@Nullable SourceRow row) {
        if (row == null) {
            return "";
        }
        return row.isThere() == Presence.GONE ? "no such row" : ValueText.show(row.value());
    }

    private static String text(@Nullable Instant instant) {
        return instant == null ? "" : instant.toString();
    }

    private static ObjectNode toJson(Explanation explained, Map<String, String> views) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("service", explained.service());
        root.put("request_id", explained.request().id());
        root.put("request_row", explained.request().row());
        root.put("request_time", explained.request().time().toString());
        root.put("registry_state", explained.request().state());
        ObjectNode asked = root.putObject("asked");
        explained.request().asked().forEach((name, value) -> asked.set(name, ValueText.toJson(value)));
        ArrayNode values = root.putArray("values");
        explained.values().forEach(value -> {
            ObjectNode node = values.addObject();
            node.put("of", views.getOrDefault(value.feature(), ""));
            put(node, value);
            EventsBehind window = explained.windows().get(value.feature());
            if (window != null) {
                put(node.putObject("window"), window);
            }
        });
        return root;
    }

    private static void put(ObjectNode node, EventsBehind window) {
        node.put("events", window.count());
        node.put("came_later", window.late());
        ArrayNode newest = node.putArray("newest");
        window.newest().forEach(event -> {
            ObjectNode shown = newest.addObject();
            put(shown, "event_time", event.time());
            put(shown, "arrived", event.arrival());
            shown.set("id", ValueText.toJson(event.id()));
            shown.set("value", ValueText.toJson(event.value()));
        });
    }

    /** Adds all that is known of a value to an object. */
    static void put(ObjectNode node, ComparedValue value) {
        node.put("feature", value.feature());
        node.set("served", ValueText.toJson(value.served().value()));
        node.put("status", value.served().status());
        put(node, "event_time", value.served().eventTime());
        put(node, "written_at", value.served().writtenAt());
        put(node, "materialized_until", value.materializedUntil());
        node.set("trained", ValueText.toJson(value.trained().value()));
        put(node, "trained_event_time", value.trained().eventTime());
        SourceRow row = value.source();
        if (row != null) {
            node.put("in_source", row.isThere() == Presence.THERE);
            node.set("source", ValueText.toJson(row.value()));
        }
        SkewCause cause = value.cause();
        if (cause != null) {
            node.put("cause", cause.key());
        }
    }

    private static void put(ObjectNode node, String name, @Nullable Instant instant) {
        if (instant != null) {
            node.put(name, instant.toString());
        }
    }
}
