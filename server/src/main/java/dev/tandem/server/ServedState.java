package dev.tandem.server;

import dev.tandem.TandemException;
import dev.tandem.definition.Definitions.UnknownNameException;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.FeatureService.Naming;
import dev.tandem.online.NotServableException;
import dev.tandem.online.ReadPlan;
import dev.tandem.registry.RegistryState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One registry state with all that is needed to serve it, made once, before the first request sees it. Lists of single features are
 * worked out when they are first asked for; the most recently used are kept. Thread-safe.
 */
final class ServedState {
    private static final Logger LOG = LoggerFactory.getLogger(ServedState.class);
    private static final int MOST_LISTS = 256;
    /** How many requests are rendered at once when all processors are busy, within reason. */
    private static final int PREPARED_THREADS = Math.min(8, Runtime.getRuntime().availableProcessors());

    private final RegistryState state;
    private final ReadPath path;
    private final Map<String, ServedService> services = new TreeMap<>();
    private final Map<String, NotServableException> notServable = new TreeMap<>();
    private final Map<FeatureList, ServedService> lists = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<FeatureList, ServedService> eldest) {
            return size() > MOST_LISTS;
        }
    };
    private volatile boolean warm;

    /** Single features that somebody asked for. */
    private record FeatureList(List<String> references, Naming naming) {}

    private ServedState(RegistryState state, ReadPath path) {
        this.state = state;
        this.path = path;
        for (FeatureService service : state.definitions().services().values()) {
            try {
                ReadPlan plan = ReadPlan.of(state, service, path.failures());
                plan.prepare(PREPARED_THREADS);
                services.put(service.name(), path.defined(plan));
            } catch (NotServableException e) {
                notServable.put(service.name(), e);
            }
        }
        state.definitions().onDemand().keySet().forEach(this::compile);
    }

    /** Compiles the expressions of a view before the first list of single features needs them; services have compiled theirs. */
    private void compile(String onDemandView) {
        try {
            list(List.of(onDemandView), Naming.SHORT);
        } catch (NotServableException e) {
            LOG.debug("{} is computed from features that are not kept online", onDemandView, e);
        }
    }

    /** Works out all services of a state, and reads each once. */
    static ServedState of(RegistryState state, ReadPath path) {
        ServedState served = new ServedState(state, path);
        served.warmUp();
        return served;
    }

    RegistryState state() {
        return state;
    }

    long number() {
        return state.number();
    }

    /** For the log: what is served. */
    String summary() {
        return "state %d, services %s%s"
                .formatted(
                        number(),
                        services.keySet(),
                        notServable.isEmpty() ? "" : ", not servable " + notServable.keySet());
    }

    /**
     * The service of that name.
     *
     * @throws UnknownNameException when there is none
     * @throws NotServableException when it takes features that are not kept online
     */
    ServedService service(String name) {
        ServedService service = services.get(name);
        if (service != null) {
            return service;
        }
        NotServableException reason = notServable.get(name);
        if (reason != null) {
            throw reason;
        }
        throw new UnknownNameException("feature service", name, services.keySet());
    }

    /**
     * A service of the features listed, each as {@code view:feature} or a view's name for all of its features.
     *
     * @throws TandemException when they do not make a service
     */
    ServedService list(List<String> references, Naming naming) {
        FeatureList list = new FeatureList(List.copyOf(references), naming);
        synchronized (lists) {
            ServedService known = lists.get(list);
            if (known != null) {
                return known;
            }
        }
        FeatureService service = state.definitions().serviceOf(references, naming);
        ServedService made = path.listed(ReadPlan.of(state, service, path.failures()));
        synchronized (lists) {
            lists.put(list, made);
        }
        return made;
    }

    /** Reads every service once, unless that was done; when the online store does not answer, it is left for another time. */
    void warmUp() {
        if (warm) {
            return;
        }
        try {
            services.values().forEach(path::warmUp);
            warm = true;
        } catch (TandemException e) {
            LOG.warn("State {}: services cannot be read yet: {}", number(), e.getMessage());
        }
    }

    /** Whether every service was read once. */
    boolean isWarm() {
        return warm;
    }
}
