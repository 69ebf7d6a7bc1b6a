package dev.tandem.cli;

import dev.tandem.TandemException;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Entity;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Names;
import dev.tandem.definition.OnDemandView;
import dev.tandem.definition.Origin;
import dev.tandem.definition.Source;
import dev.tandem.registry.DriftHistory;
import dev.tandem.registry.MaterializationRun;
import dev.tandem.registry.SkewHistory;
import dev.tandem.registry.StateSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code tandem list}: what is in force. */
@Command(
        name = "list",
        description = {
            "List what is in force: the applied views, on-demand views, services, entities or sources; the history of states and runs;",
            "or what checks have found: expectations, skew, drift and its alerts."
        },
        mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
    enum What {
        VIEWS,
        ON_DEMAND,
        SERVICES,
        ENTITIES,
        SOURCES,
        STATES,
        RUNS,
        EXPECTATIONS,
        SKEW,
        DRIFT,
        ALERTS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Reads what to list, as it is shown. */
    static final class Words implements ITypeConverter<What> {
        @Override
        public What convert(String word) {
            return Arrays.stream(What.values())
                    .filter(what -> what.toString().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("there is no list of '%s'. %s"
                            .formatted(
                                    word,
                                    Names.suggestion(
                                            word,
                                            Arrays.stream(What.values())
                                                    .map(What::toString)
                                                    .toList()))));
        }
    }

    private final Invocation invocation;

    @Parameters(
            arity = "0..1",
            paramLabel = "WHAT",
            converter = Words.class,
            description = "One of ${COMPLETION-CANDIDATES}; views when not given.",
            defaultValue = "views")
    private What what = What.VIEWS;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description =
                    "How many runs, checks of a service or alerts to list, newest first (default ${DEFAULT-VALUE}).")
    private int limit = 20;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ListCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new TandemException("--limit is %d. List one at least.".formatted(limit));
        }
        try (Deployment deployment = new Deployment(invocation.configuration())) {
            Listing listing = switch (what) {
                case VIEWS -> views(deployment.state().definitions());
                case ON_DEMAND -> onDemand(deployment.state().definitions());
                case SERVICES -> services(deployment.state().definitions());
                case ENTITIES -> entities(deployment.state().definitions());
                case SOURCES -> sources(deployment.state().definitions());
                case STATES -> states(deployment.registry().history(deployment.project()));
                case RUNS -> runs(deployment.registry().runs(deployment.project(), limit));
                case EXPECTATIONS ->
                    Findings.ofExpectations(deployment.registry().expectations().latest(deployment.project()));
                case SKEW -> skew(deployment);
                case DRIFT -> drift(deployment);
                case ALERTS -> Findings.ofAlerts(deployment.registry().drift().alerts(deployment.project(), limit));
            };
            listing.print(invocation.console(), json);
            return 0;
        }
    }

    private Listing skew(Deployment deployment) {
        String project = deployment.project();
        SkewHistory skew = deployment.registry().skew();
        Set<String> inForce = deployment.state().definitions().services().keySet();
        return Findings.ofSkew(
                inForceFirst(skew.services(project), inForce)
                        .flatMap(service -> skew.checks(project, service, limit).stream())
                        .toList(),
                inForce);
    }

    private Listing drift(Deployment deployment) {
        String project = deployment.project();
        DriftHistory drift = deployment.registry().drift();
        Set<String> inForce = deployment.state().definitions().services().keySet();
        return Findings.ofDrift(
                inForceFirst(drift.services(project), inForce)
                        .flatMap(service -> drift.checks(project, service, limit).stream())
                        .toList(),
                inForce);
    }

    private static Stream<String> inForceFirst(Set<String> checked, Set<String> inForce) {
        return Stream.concat(
                checked.stream().filter(inForce::contains),
                checked.stream().filter(service -> !inForce.contains(service)));
    }

    private static Listing views(Definitions definitions) {
        return new Listing(
                List.of("VIEW", "ENTITIES", "FEATURES", "SOURCE", "TTL", "ONLINE", "OWNER"),
                definitions.views().values().stream().map(ListCommand::row).toList());
    }

    private static List<String> row(FeatureView view) {
        return List.of(
                view.name(),
                String.join(", ", view.entities()),
                String.valueOf(view.features().size()),
                view.source(),
                view.isWindowed() ? "windows" : view.ttl().map(Durations::text).orElse("for ever"),
                view.online() ? "yes" : "no",
                view.about().owner());
    }

    private static Listing onDemand(Definitions definitions) {
        return new Listing(
                List.of("ON-DEMAND VIEW", "INPUTS", "REQUEST", "FEATURES", "OWNER"),
                definitions.onDemand().values().stream().map(ListCommand::row).toList());
    }

    private static List<String> row(OnDemandView view) {
        return List.of(
                view.name(),
                view.inputs().stream()
                        .map(input -> input.view() + ":" + input.feature())
                        .collect(Collectors.joining(", ")),
                view.request().stream()
                        .map(input -> input.name() + " " + input.type())
                        .collect(Collectors.joining(", ")),
                String.valueOf(view.features().size()),
                view.about().owner());
    }

    private static Listing services(Definitions definitions) {
        return new Listing(
                List.of("SERVICE", "VIEWS", "FEATURES", "OWNER", "DESCRIPTION"),
                definitions.services().values().stream().map(ListCommand::row).toList());
    }

    private static List<String> row(FeatureService service) {
        return List.of(
                service.name(),
                service.selections().stream()
                        .map(FeatureService.Selection::view)
                        .distinct()
                        .collect(Collectors.joining(", ")),
                String.valueOf(service.selections().stream()
                        .mapToInt(selection -> selection.fields().size())
                        .sum()),
                service.about().owner(),
                service.about().description());
    }

    private static Listing entities(Definitions definitions) {
        return new Listing(
                List.of("ENTITY", "KEYS", "OWNER", "DESCRIPTION"),
                definitions.entities().values().stream().map(ListCommand::row).toList());
    }

    private static List<String> row(Entity entity) {
        return List.of(
                entity.name(),
                entity.keys().stream().map(key -> key.name() + " " + key.type()).collect(Collectors.joining(", ")),
                entity.about().owner(),
                entity.about().description());
    }

    private static Listing sources(Definitions definitions) {
        return new Listing(
                List.of("SOURCE", "FORMAT", "FROM", "EVENT TIME", "OWNER", "DESCRIPTION"),
                definitions.sources().values().stream().map(ListCommand::row).toList());
    }

    private static List<String> row(Source source) {
        String format;
        String from;
        if (source.origin() instanceof Origin.Table table) {
            format = table.format();
            from = table.path().or(table::table).orElse("");
        } else {
            format = "sql";
            from = String.join(", ", ((Origin.Query) source.origin()).inputs());
        }
        return List.of(
                source.name(),
                format,
                from,
                source.eventTime().orElse(""),
                source.about().owner(),
                source.about().description());
    }

    private static Listing states(List<StateSummary> states) {
        return new Listing(
                List.of("STATE", "APPLIED", "AUTHOR", "SUMMARY"),
                states.stream()
                        .map(state -> List.of(
                                String.valueOf(state.number()),
                                state.appliedAt().toString(),
                                state.author(),
                                state.summary()))
                        .toList());
    }

    private static Listing runs(List<MaterializationRun> runs) {
        return new Listing(
                List.of(
                        "RUN",
                        "VIEW",
                        "FROM",
                        "TO",
                        "STARTED",
                        "TOOK",
                        "OUTCOME",
                        "WRITTEN",
                        "OLDER",
                        "REJECTED",
                        "MESSAGE"),
                runs.stream().map(ListCommand::row).toList());
    }

    private static List<String> row(MaterializationRun run) {
        return List.of(
                String.valueOf(run.id()),
                run.view(),
                run.from().map(Instant::toString).orElse("the beginning"),
                run.to().toString(),
                run.startedAt().toString(),
                run.finishedAt()
                        .map(end -> Durations.text(Duration.between(run.startedAt(), end)))
                        .orElse(""),
                run.outcome().name().toLowerCase(Locale.ROOT),
                String.valueOf(run.written()),
                String.valueOf(run.older()),
                String.valueOf(run.rejected()),
                run.message());
    }
}
