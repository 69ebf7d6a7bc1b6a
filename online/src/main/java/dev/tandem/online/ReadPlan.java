package dev.tandem.online;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.Definitions.UnknownNameException;
import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.Feature;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.ServiceParts;
import dev.tandem.definition.ServiceParts.Argument;
import dev.tandem.definition.ServiceParts.CallerColumn;
import dev.tandem.definition.ServiceParts.Place;
import dev.tandem.definition.Source;
import dev.tandem.definition.ValueType;
import dev.tandem.registry.RegistryState;
import dev.tandem.registry.StoredView;
import dev.tandem.row.UnfitValueException;
import dev.tandem.row.ValueSource;
import dev.tandem.row.Visibility;
import dev.tandem.transform.expression.ExpressionProgram;
import dev.tandem.transform.window.WindowPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a feature service is read, worked out once for one state of the registry: which views, by which keys, and where each feature stands
 * in a row; and which features are computed from those, by expressions that are compiled already. A read then looks nothing up by name.
 * Thread-safe.
 *
 * <p>Rows of every schema of a view are understood, each as what it is. A read is one request to the store, in which every row stands
 * once, however many features and entities need it.
 */
public final class ReadPlan {
    private static final Logger LOG = LoggerFactory.getLogger(ReadPlan.class);

    private final FeatureService service;
    private final long stateNumber;
    private final List<RequestColumn> requestColumns;
    private final int entityColumns;
    private final List<OutputFeature> features;
    private final Steps steps;

    /**
     * A column that a request has to bring: a part of a key, or an input of on-demand features.
     *
     * @param name as the service calls it
     * @param type of its values
     */
    public record RequestColumn(String name, ValueType type) {}

    /**
     * A feature of the answer.
     *
     * @param name as the service calls it
     * @param type of its values
     * @param view the view that it is of
     * @param feature its name in that view
     */
    public record OutputFeature(String name, ValueType type, String view, String feature) {}

    /**
     * How an answer comes about, each step from those before it.
     *
     * @param views the views that are read, each once
     * @param lookups what is read
     * @param computations what is computed
     * @param outputs where each feature of the answer is then found
     */
    private record Steps(
            List<String> views, List<RowRequest.Lookup> lookups, List<Computing> computations, List<Place> outputs) {}

    /** A computation, and where the values for its expressions come from. */
    private record Computing(Computation computation, List<Argument> arguments) {}

    private ReadPlan(
            FeatureService service,
            long stateNumber,
            List<RequestColumn> requestColumns,
            int entityColumns,
            List<OutputFeature> features,
            Steps steps) {
        this.service = service;
        this.stateNumber = stateNumber;
        this.requestColumns = List.copyOf(requestColumns);
        this.entityColumns = entityColumns;
        this.features = List.copyOf(features);
        this.steps = steps;
    }

    /**
     * Works out how to read a service.
     *
     * @param state the registry's state; the service need not be one of its own, but its views and features must be
     * @param failures is told of on-demand features that cannot be computed
     * @throws NotServableException when the service takes features of a view that is not kept online
     * @throws UnknownNameException when the service names a view or feature that the state does not have
     */
    public static ReadPlan of(RegistryState state, FeatureService service, ComputationFailures failures) {
        return new Compiler(state, service, failures).compile();
    }

    /** The same, where on-demand features that cannot be computed are told to the log only, which keeps it as a detail. */
    public static ReadPlan of(RegistryState state, FeatureService service) {
        return of(state, service, (view, feature, cause) -> LOG.debug("{}:{} is null", view, feature, cause));
    }

    /**
     * Makes ready for that many threads to read at once: the first read of each would otherwise have to prepare what computes its on-demand
     * features, which takes about a millisecond for each.
     */
    public void prepare(int threads) {
        steps.computations().forEach(computing -> computing.computation().prepare(threads));
    }

    /** The service that is read. */
    public FeatureService service() {
        return service;
    }

    /** The number of the registry's state that the plan was made of. */
    public long stateNumber() {
        return stateNumber;
    }

    /**
     * The columns that a request has to bring, each once, in the order in which the service first needs them: the {@linkplain
     * #entityColumns() entity columns}, and after them what on-demand features need besides.
     */
    public List<RequestColumn> requestColumns() {
        return requestColumns;
    }

    /** The first of them, which name entities. */
    public List<RequestColumn> entityColumns() {
        return requestColumns.subList(0, entityColumns);
    }

    /** The features of the answer, in the service's order. */
    public List<OutputFeature> features() {
        return features;
    }

    /**
     * Of each row that is looked up for an entity, the first of the {@linkplain #features() features} that the answer takes from it: what
     * is to be asked once of each row, such as its age, is asked of these.
     */
    public List<Integer> firstFeatures() {
        Map<Integer, Integer> first = new LinkedHashMap<>();
        for (int feature = 0; feature < steps.outputs().size(); feature++) {
            if (steps.outputs().get(feature) instanceof Place.LookedUp lookedUp) {
                first.putIfAbsent(lookedUp.lookup(), feature);
            }
        }
        return List.copyOf(first.values());
    }

    /** The views that are looked up, for features of the answer or for what is computed, each once. */
    public List<String> views() {
        return steps.views();
    }

    /**
     * Reads the service for some entities, and waits for it.
     *
     * @param store where the rows are; of the same project as the registry's state
     * @param columns for each of {@link #requestColumns()}, in that order, its values: one for each entity asked for; when
     *     there are none, as for a feature of the time alone, one row is asked for
     * @param now the time as of which to read, in microseconds since 1970: a row that happens or becomes available later is not seen, and
     *     age is counted up to it
     * @throws IllegalArgumentException when there are more or fewer columns than the plan has, or some have more values than others
     * @throws UnfitValueException when a value of a column that names entities is none of its type
     * @throws OnlineStoreException when the store does not answer in time
     * @throws StalePlanException when a newer state of the registry has to be read first
     */
    public FeatureAnswer read(OnlineStore store, List<? extends ValueSource> columns, long now) {
        try {
            return readAsync(store, columns, now, Runnable::run).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Whether some of its features are computed, which takes longer than looking them up. */
    public boolean computes() {
        return !steps.computations().isEmpty();
    }

    /**
     * Reads the service for some entities without waiting, as {@link #read} does.
     *
     * @param executor works the answer out; it may do so on the thread that gives it the task when that does not take long, for that is
     *     a thread of the store's, which must not be blocked or kept busy
     */
    public CompletableFuture<FeatureAnswer> readAsync(
            OnlineStore store, List<? extends ValueSource> columns, long now, Executor executor) {
        int rows = rowsOf(columns);
        RowRequest request = new RowRequest();
        steps.lookups().forEach(lookup -> request.add(lookup, columns, rows));
        return request.addresses().isEmpty()
                ? CompletableFuture.completedFuture(answer(request.found(List.of(), now), columns, rows, now))
                : store.read(request.addresses())
                        .thenApplyAsync(stored -> answer(request.found(stored, now), columns, rows, now), executor);
    }

    private int rowsOf(List<? extends ValueSource> columns) {
        if (columns.size() != requestColumns.size()) {
            throw new IllegalArgumentException(
                    columns.size() + " columns for the " + requestColumns.size() + " columns " + requestColumns);
        }
        int rows = columns.isEmpty() ? 1 : columns.get(0).size();
        for (int i = 1; i < columns.size(); i++) {
            if (columns.get(i).size() != rows) {
                throw new IllegalArgumentException("column '%s' has %d values and column '%s' %d"
                        .formatted(
                                requestColumns.get(i).name(),
                                columns.get(i).size(),
                                requestColumns.get(0).name(),
                                rows));
            }
        }
        return rows;
    }

    private FeatureAnswer answer(
            List<@Nullable EntityFeatures[]> found, List<? extends ValueSource> columns, int rows, long now) {
        ValueSource times = ValueSource.of(Collections.nCopies(rows, now));
        List<ComputedFeatures> computed = new ArrayList<>(steps.computations().size());
        for (Computing computing : steps.computations()) {
            List<ValueSource> arguments = new ArrayList<>(computing.arguments().size());
            for (Argument argument : computing.arguments()) {
                arguments.add(argument instanceof Argument.Time ? times : argument(argument, found, columns));
            }
            computed.add(new ComputedFeatures(computing.computation(), arguments, rows));
        }
        AnswerColumn[] outputs = new AnswerColumn[steps.outputs().size()];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = output(steps.outputs().get(i), found, computed, now);
        }
        return new FeatureAnswer(outputs, rows, now);
    }

    private static ValueSource argument(
            Argument argument, List<@Nullable EntityFeatures[]> found, List<? extends ValueSource> columns) {
        if (argument instanceof Argument.Brought brought) {
            return columns.get(brought.column());
        }
        Argument.LookedUp lookedUp = (Argument.LookedUp) argument;
        return new StoredColumn(found.get(lookedUp.lookup()), lookedUp.feature());
    }

    private static AnswerColumn output(
            Place place, List<@Nullable EntityFeatures[]> found, List<ComputedFeatures> computed, long now) {
        if (place instanceof Place.Computed result) {
            return new ComputedColumn(computed.get(result.computation()), result.feature(), now);
        }
        Place.LookedUp lookedUp = (Place.LookedUp) place;
        return new StoredColumn(found.get(lookedUp.lookup()), lookedUp.feature());
    }

    /** Turns the parts of a service into steps, in which features are counted as their views do. */
    private static final class Compiler {
        private final RegistryState state;
        private final Definitions definitions;
        private final FeatureService service;
        private final ComputationFailures failures;
        private final ServiceParts parts;
        private final List<String> columns = new ArrayList<>();
        private final Map<String, ViewReader> readers = new HashMap<>();

        Compiler(RegistryState state, FeatureService service, ComputationFailures failures) {
            this.state = state;
            this.definitions = state.definitions();
            this.service = service;
            this.failures = failures;
            this.parts = ServiceParts.of(definitions, service);
        }

        ReadPlan compile() {
            List<RequestColumn> brought = new ArrayList<>();
            addColumns(parts.keys(), brought);
            addColumns(parts.request(), brought);
            List<OutputFeature> features = new ArrayList<>();
            List<Place> outputs = new ArrayList<>();
            for (ServiceParts.Output output : parts.outputs()) {
                features.add(new OutputFeature(output.name(), output.type(), output.view(), output.feature()));
                outputs.add(place(output.place()));
            }
            Steps steps = new Steps(
                    parts.lookups().stream()
                            .map(ServiceParts.Lookup::view)
                            .distinct()
                            .toList(),
                    parts.lookups().stream().map(this::lookup).toList(),
                    parts.computations().stream().map(this::computing).toList(),
                    outputs);
            return new ReadPlan(service, state.number(), brought, parts.keys().size(), features, steps);
        }

        private void addColumns(List<CallerColumn> wanted, List<RequestColumn> brought) {
            for (CallerColumn column : wanted) {
                if (!columns.contains(column.name())) {
                    columns.add(column.name());
                    brought.add(new RequestColumn(column.name(), column.type()));
                }
            }
        }

        private RowRequest.Lookup lookup(ServiceParts.Lookup asked) {
            FeatureView view = definitions.view(asked.view());
            if (!view.online()) {
                throw new NotServableException(service.name(), view.name());
            }
            return new RowRequest.Lookup(
                    readers.computeIfAbsent(view.name(), unseen -> reader(view)),
                    asked.keys(),
                    asked.keys().stream().mapToInt(columns::indexOf).toArray(),
                    definitions.joinKeys(view).stream().map(JoinKey::type).toList());
        }

        private ViewReader reader(FeatureView view) {
            StoredView stored = state.stored(view.name());
            Source source = definitions.source(view.source());
            return view.isWindowed()
                    ? new WindowReader(view, stored, WindowPlan.of(view, source), wanted(view))
                    : new RowReader(view, stored, Visibility.of(view, source), state.number());
        }

        /** The features of a view that the service needs. */
        private int[] wanted(FeatureView view) {
            return parts.lookups().stream()
                    .filter(lookup -> lookup.view().equals(view.name()))
                    .flatMap(lookup -> lookup.features().stream())
                    .mapToInt(feature -> position(view, feature))
                    .distinct()
                    .toArray();
        }

        private Computing computing(ServiceParts.Computation asked) {
            return new Computing(
                    new Computation(asked.view(), ExpressionProgram.of(definitions, asked), failures),
                    asked.arguments().stream().map(this::argument).toList());
        }

        private Argument argument(Argument argument) {
            if (argument instanceof Argument.LookedUp lookedUp) {
                return new Argument.LookedUp(lookedUp.lookup(), position(lookedUp.lookup(), lookedUp.feature()));
            }
            if (argument instanceof Argument.Brought brought) {
                return new Argument.Brought(
                        columns.indexOf(parts.request().get(brought.column()).name()));
            }
            return argument;
        }

        private Place place(Place place) {
            return place instanceof Place.LookedUp lookedUp
                    ? new Place.LookedUp(lookedUp.lookup(), position(lookedUp.lookup(), lookedUp.feature()))
                    : place;
        }

        /** Where a feature of a lookup stands in its view. */
        private int position(int lookup, int feature) {
            ServiceParts.Lookup asked = parts.lookups().get(lookup);
            return position(definitions.view(asked.view()), asked.features().get(feature));
        }

        private static int position(FeatureView view, String feature) {
            return view.features().stream().map(Feature::name).toList().indexOf(feature);
        }
    }
}
