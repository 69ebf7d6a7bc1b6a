package dev.tandem.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.ValueType;
import dev.tandem.online.FeatureAnswer;
import dev.tandem.online.FeatureStatus;
import dev.tandem.online.OnlineStore;
import dev.tandem.online.ReadPlan;
import dev.tandem.online.ReadPlan.OutputFeature;
import dev.tandem.online.ReadPlan.RequestColumn;
import dev.tandem.registry.RegistryState;
import dev.tandem.row.Micros;
import dev.tandem.row.ValueSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tandem get}: what a model would be served now. */
@Command(
        name = "get",
        description = {
            "Read the features of one entity from the online store: what a model would be served now.",
            "",
            "  tandem get arrival_delay origin=JFK dest=LAX carrier=AA tailnum=N328AA sched_dep_time=2013-12-31T02:10:00Z",
            "  tandem get --features weather:temperature airport=JFK"
        },
        mixinStandardHelpOptions = true)
final class GetCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(
            arity = "1..*",
            paramLabel = "[SERVICE] NAME=VALUE",
            description =
                    "The service, unless --features says which features, the entity's key columns, and request inputs.")
    private List<String> words = List.of();

    @Option(
            names = "--features",
            paramLabel = "VIEW:FEATURE",
            split = ",",
            description =
                    "Features one by one instead of a service: view:feature, or a view for all of it; separated by commas.")
    private List<String> features = List.of();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    GetCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Deployment deployment = new Deployment(invocation.configuration())) {
            RegistryState state = deployment.state();
            FeatureService service = features.isEmpty()
                    ? state.definitions().service(words.get(0))
                    : state.definitions().serviceOf(features);
            ReadPlan plan = ReadPlan.of(state, service, this::tellFailure);
            List<@Nullable Object> values =
                    KeyWords.parse(features.isEmpty() ? words.subList(1, words.size()) : words, columns(plan));
            OnlineStore store = deployment.online();
            Instant now = deployment.clock().instant();
            FeatureAnswer answer = plan.read(
                    store,
                    values.stream()
                            .map(value -> ValueSource.of(Collections.singletonList(value)))
                            .toList(),
                    Micros.of(now));
            if (json) {
                invocation.console().print(toJson(plan, answer));
            } else {
                print(plan, answer, now);
            }
            return 0;
        }
    }

    private void tellFailure(String view, String feature, Throwable cause) {
        invocation
                .console()
                .note("%s:%s is null, as it could not be computed: %s".formatted(view, feature, cause.getMessage()));
    }

    private static Map<String, ValueType> columns(ReadPlan plan) {
        Map<String, ValueType> columns = new LinkedHashMap<>();
        for (RequestColumn column : plan.requestColumns()) {
            columns.put(column.name(), column.type());
        }
        return columns;
    }

    private void print(ReadPlan plan, FeatureAnswer answer, Instant now) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < plan.features().size(); i++) {
            OutputFeature feature = plan.features().get(i);
            rows.add(List.of(
                    feature.name(),
                    ValueText.show(value(plan, answer, i)),
                    answer.status(i, 0).name(),
                    answer.status(i, 0) == FeatureStatus.NOT_FOUND
                            ? ""
                            : eventTime(answer, i).toString(),
                    feature.view() + ":" + feature.feature()));
        }
        invocation.console().table(List.of("FEATURE", "VALUE", "STATUS", "EVENT TIME", "FROM"), rows);
        invocation.console().note("As of " + now + ".");
    }

    private static ObjectNode toJson(ReadPlan plan, FeatureAnswer answer) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode array = root.putArray("features");
        for (int i = 0; i < plan.features().size(); i++) {
            ObjectNode node = array.addObject();
            node.put("name", plan.features().get(i).name());
            node.set("value", ValueText.toJson(value(plan, answer, i)));
            node.put("status", answer.status(i, 0).name());
            if (answer.status(i, 0) != FeatureStatus.NOT_FOUND) {
                node.put("event_time", eventTime(answer, i).toString());
            }
        }
        return root;
    }

    private static @Nullable Object value(ReadPlan plan, FeatureAnswer answer, int feature) {
        return answer.values(feature).objectAt(0, plan.features().get(feature).type());
    }

    private static Instant eventTime(FeatureAnswer answer, int feature) {
        return Micros.instant(answer.eventTime(feature, 0));
    }
}
