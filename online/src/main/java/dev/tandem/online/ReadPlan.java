package dev.tandem.online;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.Definitions.UnknownNameException;
import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.Feature;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.ServiceParts;
import dev.tandem.definition.ServiceParts.CallerColumn;
import dev.tandem.definition.ServiceParts.Place;
import dev.tandem.definition.Source;
import dev.tandem.definition.ValueType;
import dev.tandem.registry.RegistryState;
import dev.tandem.registry.StoredView;
import dev.tandem.row.EntityKey;
import dev.tandem.row.UnfitValueException;
import dev.tandem.row.ValueSource;
import dev.tandem.row.Visibility;
import dev.tandem.transform.window.WindowPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * How a feature service is read, worked out once for one state of the registry: which views, by which keys, and where each feature stands
 * in a row. A read then looks nothing up by name. Immutable.
 *
 * <p>Rows of every schema of a view are understood, each as what it is. A read is one request to the store, in which every row stands
 * once, however many features and entities need it.
 */
public final class ReadPlan {
    private final FeatureService service;
    private final long stateNumber;
    private final List<EntityColumn> entityColumns;
    private final List<OutputFeature> features;
    private final List<Lookup> lookups;
    private final List<Output> outputs;

    /**
     * A column that a request has to bring.
     *
     * @param name as the service calls it
     * @param type of its values
     */
    public record EntityColumn(String name, ValueType type) {}

    /**
     * A feature of the answer.
     *
     * @param name as the service calls it
     * @param type of its values
     * @param view the view that it is of
     * @param feature its name in that view
     */
    public record OutputFeature(String name, ValueType type, String view, String feature) {}

    /** A row wanted for each entity of a request: a view, and which columns of the request name the entity. */
    private record Lookup(ViewReader view, List<String> keyNames, int[] keyColumns, List<ValueType> keyTypes) {}

    /** Where a feature of the answer is found: in what is read by a lookup, as which feature of its view. */
    private record Output(int lookup, int feature) {}

    private ReadPlan(
            FeatureService service,
            long stateNumber,
            List<EntityColumn> entityColumns,
            List<OutputFeature> features,
            List<Lookup> lookups,
            List<Output> outputs) {
        this.service = service;
        this.stateNumber = stateNumber;
        this.entityColumns = List.copyOf(entityColumns);
        this.features = List.copyOf(features);
        this.lookups = List.copyOf(lookups);
        this.outputs = List.copyOf(outputs);
    }

    /**
     * Works out how to read a service.
     *
     * @param state the registry's state; the service need not be one of its own, but its views and features must be
     * @throws NotServableException when the service takes features of a view that is not kept online
     * @throws UnknownNameException when the service names a view or feature that the state does not have
     */
    public static ReadPlan of(RegistryState state, FeatureService service) {
        return new Compiler(state, service).compile();
    }

    /** The service that is read. */
    public FeatureService service() {
        return service;
    }

    /** The number of the registry's state that the plan was made of. */
    public long stateNumber() {
        return stateNumber;
    }

    /** The columns that a request has to bring, each once, in the order in which the service first needs them. */
    public List<EntityColumn> entityColumns() {
        return entityColumns;
    }

    /** The features of the answer, in the service's order. */
    public List<OutputFeature> features() {
        return features;
    }

    /**
     * Reads the service for some entities, and waits for it.
     *
     * @param store where the rows are; of the same project as the registry's state
     * @param entities for each of {@link #entityColumns()}, in that order, its values: one for each entity asked for
     * @param now the time as of which to read, in microseconds since 1970: a row that happens or becomes available later is not seen, and
     *     age is counted up to it
     * @throws IllegalArgumentException when there are more or fewer columns than the plan has, or some have more values than others
     * @throws UnfitValueException when a value of an entity column is none of its type
     * @throws OnlineStoreException when the store does not answer in time
     * @throws StalePlanException when a newer state of the registry has to be read first
     */
    public FeatureAnswer read(OnlineStore store, List<? extends ValueSource> entities, long now) {
        try {
            return readAsync(store, entities, now).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /**
     * Reads the service for some entities without waiting, as {@link #read} does. The answer, or the failure, comes on a thread of the
     * store's, which must not be blocked or kept busy.
     */
    public CompletableFuture<FeatureAnswer> readAsync(
            OnlineStore store, List<? extends ValueSource> entities, long now) {
        int rows = rowsOf(entities);
        Request request = new Request(lookups.size(), rows);
        for (int i = 0; i < lookups.size(); i++) {
            request.add(i, lookups.get(i), entities);
        }
        return request.addresses.isEmpty()
                ? CompletableFuture.completedFuture(answer(request, List.of(), now))
                : store.read(request.addresses).thenApply(stored -> answer(request, stored, now));
    }

    private int rowsOf(List<? extends ValueSource> entities) {
        if (entities.size() != entityColumns.size()) {
            throw new IllegalArgumentException(
                    entities.size() + " columns for the " + entityColumns.size() + " entity columns " + entityColumns);
        }
        int rows = entities.get(0).size();
        for (int i = 1; i < entities.size(); i++) {
            if (entities.get(i).size() != rows) {
                throw new IllegalArgumentException("column '%s' has %d values and column '%s' %d"
                        .formatted(
                                entityColumns.get(i).name(),
                                entities.get(i).size(),
                                entityColumns.get(0).name(),
                                rows));
            }
        }
        return rows;
    }

    private FeatureAnswer answer(Request request, List<byte @Nullable []> stored, long now) {
        @Nullable EntityFeatures[] read = new EntityFeatures[stored.size()];
        for (int i = 0; i < read.length; i++) {
            read[i] = request.views.get(i).read(stored.get(i), now);
        }
        List<@Nullable EntityFeatures[]> found = new ArrayList<>(lookups.size());
        for (int[] slots : request.slots) {
            @Nullable EntityFeatures[] ofLookup = new EntityFeatures[slots.length];
            for (int row = 0; row < slots.length; row++) {
                ofLookup[row] = slots[row] < 0 ? null : read[slots[row]];
            }
            found.add(ofLookup);
        }
        List<AnswerColumn> columns = new ArrayList<>(outputs.size());
        for (Output output : outputs) {
            columns.add(new StoredColumn(found.get(output.lookup()), output.feature()));
        }
        return new FeatureAnswer(columns, request.rows);
    }

    /** The addresses that a read asks for, each once, and which of them each lookup of each entity is. */
    private static final class Request {
        private static final int NO_ENTITY = -1;

        final int rows;
        final List<RowAddress> addresses = new ArrayList<>();
        /** The view of each address. */
        final List<ViewReader> views = new ArrayList<>();
        /** For each lookup and entity, the place of its address. */
        final int[][] slots;

        private final Map<RowAddress, Integer> places = new HashMap<>();

        Request(int lookups, int rows) {
            this.rows = rows;
            this.slots = new int[lookups][rows];
        }

        void add(int index, Lookup lookup, List<? extends ValueSource> entities) {
            KeyParts key = new KeyParts(entities, lookup.keyColumns());
            for (int row = 0; row < rows; row++) {
                Optional<byte[]> entityKey = pack(lookup, key.of(row), row);
                slots[index][row] = entityKey.isEmpty()
                        ? NO_ENTITY
                        : place(new RowAddress(lookup.view().generation(), entityKey.get()), lookup.view());
            }
        }

        private static Optional<byte[]> pack(Lookup lookup, ValueSource key, int row) {
            try {
                return EntityKey.pack(lookup.keyTypes(), key);
            } catch (UnfitValueException e) {
                throw e.at("entity " + row + " in " + lookup.keyNames());
            }
        }

        private int place(RowAddress address, ViewReader view) {
            Integer known = places.putIfAbsent(address, addresses.size());
            if (known != null) {
                return known;
            }
            addresses.add(address);
            views.add(view);
            return addresses.size() - 1;
        }
    }

    /** Turns the parts of a service into lookups and outputs. */
    private static final class Compiler {
        private final RegistryState state;
        private final Definitions definitions;
        private final FeatureService service;
        private final ServiceParts parts;
        private final Map<String, ViewReader> readers = new HashMap<>();

        Compiler(RegistryState state, FeatureService service) {
            this.state = state;
            this.definitions = state.definitions();
            this.service = service;
            this.parts = ServiceParts.of(definitions, service);
        }

        ReadPlan compile() {
            List<EntityColumn> columns = parts.keys().stream()
                    .map(column -> new EntityColumn(column.name(), column.type()))
                    .toList();
            List<Lookup> lookups = parts.lookups().stream().map(this::lookup).toList();
            List<OutputFeature> features = new ArrayList<>();
            List<Output> outputs = new ArrayList<>();
            for (ServiceParts.Output output : parts.outputs()) {
                features.add(new OutputFeature(output.name(), output.type(), output.view(), output.feature()));
                outputs.add(output(output));
            }
            return new ReadPlan(service, state.number(), columns, features, lookups, outputs);
        }

        private Lookup lookup(ServiceParts.Lookup asked) {
            FeatureView view = definitions.view(asked.view());
            if (!view.online()) {
                throw new NotServableException(service.name(), view.name());
            }
            List<String> columns = parts.keys().stream().map(CallerColumn::name).toList();
            return new Lookup(
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
                    .mapToInt(feature -> position(view.name(), feature))
                    .distinct()
                    .toArray();
        }

        private Output output(ServiceParts.Output output) {
            if (output.place() instanceof Place.LookedUp lookedUp) {
                return new Output(lookedUp.lookup(), position(output.view(), output.feature()));
            }
            throw new IllegalStateException(output.name() + " is computed");
        }

        private int position(String view, String feature) {
            return definitions.view(view).features().stream()
                    .map(Feature::name)
                    .toList()
                    .indexOf(feature);
        }
    }
}
