package dev.tandem.server;

import dev.tandem.TandemException;
import dev.tandem.definition.Definitions.UnknownNameException;
import dev.tandem.definition.FeatureService.Naming;
import dev.tandem.online.FeatureAnswer;
import dev.tandem.online.NotServableException;
import dev.tandem.online.ReadPlan;
import dev.tandem.online.ReadPlan.RequestColumn;
import dev.tandem.online.StalePlanException;
import dev.tandem.server.HttpError.Detail;
import io.javalin.http.HandlerType;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Answers reads of features, in the shape that clients of Feast speak and in our own. Nothing here blocks: the store's answer is worked out
 * and written by the thread that brings it, or, where that takes long, by a pool of threads. Thread-safe.
 */
final class FeatureReads {
    private static final Route FEAST = read("/get-online-features");
    private static final Route FEATURES = read("/api/v1/features");
    private static final Route SERVICE = read("/api/v1/services/{name}/features");

    /** What can be read. */
    static final List<Route> ROUTES = List.of(FEAST, SERVICE, FEATURES);

    private static final String BEFORE_NAME = "/api/v1/services/";
    private static final String BEHIND_NAME = "/features";

    /** The most values that the store's thread writes itself, which takes it some 20 microseconds. */
    private static final int MOST_VALUES_IN_PLACE = 256;

    private final StateWatch watch;
    private final ReadPath path;
    private final AnswerLog log;
    private final ServerSettings.Limits limits;
    private final Documents documents = new Documents();

    FeatureReads(StateWatch watch, ReadPath path, AnswerLog log, ServerSettings.Limits limits) {
        this.watch = watch;
        this.path = path;
        this.log = log;
        this.limits = limits;
    }

    private static Route read(String path) {
        return new Route(HandlerType.POST, path, Route.Access.TOKEN);
    }

    /**
     * A request for features, as far as its path tells.
     *
     * @param route which of the routes
     * @param service the service named in the path, or "" where the body says what to read
     */
    record Question(Route route, String service) {
        private static final Optional<Question> OF_FEAST = Optional.of(new Question(FEAST, ""));
        private static final Optional<Question> OF_FEATURES = Optional.of(new Question(FEATURES, ""));
    }

    /** What a path asks, if it is one of the routes. */
    static Optional<Question> find(String path) {
        if (path.equals(FEAST.path())) {
            return Question.OF_FEAST;
        }
        if (path.equals(FEATURES.path())) {
            return Question.OF_FEATURES;
        }
        int end = path.length() - BEHIND_NAME.length();
        if (end <= BEFORE_NAME.length() || !path.startsWith(BEFORE_NAME) || !path.endsWith(BEHIND_NAME)) {
            return Optional.empty();
        }
        String name = path.substring(BEFORE_NAME.length(), end);
        return name.indexOf('/') < 0 ? Optional.of(new Question(SERVICE, name)) : Optional.empty();
    }

    /**
     * What a request is answered.
     *
     * @param requestId under which the caller, and the feature log, know it
     * @param document lent until {@link #sent} is told
     */
    record Answer(String requestId, JsonBytes document) {}

    /** How an answer is written. */
    @FunctionalInterface
    private interface Shape {
        void write(JsonBytes out, ServedService service, List<Column> columns, FeatureAnswer answer);
    }

    /** A request, understood: which service of a state it means, and of which entities. */
    private record Reading(JsonColumns entities, Function<ServedState, ServedService> choice, Shape shape) {}

    /**
     * Answers a request.
     *
     * @param question its path
     * @param body whole
     * @param pool for what takes long
     */
    CompletableFuture<Answer> answer(Question question, byte[] body, Executor pool) {
        if (question.route().equals(SERVICE)) {
            JsonColumns entities = ReadRequest.parseEntities(body, limits.rows());
            return answer(
                    new Reading(
                            entities,
                            state -> state.service(question.service()),
                            (out, service, columns, answer) -> ReadAnswer.whole(out, service, answer)),
                    pool);
        }
        ReadRequest request = ReadRequest.parse(body, limits.rows());
        Reading reading = question.route().equals(FEAST) ? feast(request) : features(request);
        // A list of features that nobody asked for yet has to be worked out first, expressions and all.
        return request.service() != null ? answer(reading, pool) : later(pool, () -> answer(reading, pool));
    }

    /** Takes a document back that was sent. */
    void sent(JsonBytes document) {
        documents.takeBack(document);
    }

    private static Reading feast(ReadRequest request) {
        Naming naming = request.fullNames() ? Naming.FULL : Naming.SHORT;
        return new Reading(
                request.entities(),
                state -> {
                    try {
                        return serviceOf(state, request, naming);
                    } catch (UnknownNameException e) {
                        throw FeastErrors.of(e);
                    }
                },
                (out, service, columns, answer) ->
                        ReadAnswer.feast(out, service, service.names(naming), columns, answer));
    }

    private static Reading features(ReadRequest request) {
        Naming naming = request.fullNames() ? Naming.FULL : Naming.SHORT;
        return new Reading(
                request.entities(),
                state -> serviceOf(state, request, naming),
                (out, service, columns, answer) -> ReadAnswer.whole(out, service, answer));
    }

    private static ServedService serviceOf(ServedState state, ReadRequest request, Naming naming) {
        if (request.service() != null) {
            return state.service(request.service());
        }
        try {
            return state.list(request.features(), naming);
        } catch (UnknownNameException e) {
            int position = request.features().indexOf(e.name());
            throw position < 0
                    ? e
                    : HttpError.invalid("unknown", String.valueOf(e.getMessage()), "body", "features", position);
        } catch (NotServableException e) {
            throw e;
        } catch (TandemException e) {
            throw HttpError.invalid("conflict", String.valueOf(e.getMessage()), "body", "features");
        }
    }

    private CompletableFuture<Answer> answer(Reading reading, Executor pool) {
        return answer(reading, watch.inForce(), pool).exceptionallyCompose(failure -> {
            // A newer state was applied between the last look at the registry and this read, and rows of it are stored
            // already.
            return Failures.cause(failure) instanceof StalePlanException
                    ? later(pool, () -> answer(reading, watch.refreshed(), pool))
                    : CompletableFuture.failedFuture(failure);
        });
    }

    private CompletableFuture<Answer> answer(Reading reading, ServedState state, Executor pool) {
        long start = System.nanoTime();
        ServedService service = reading.choice().apply(state);
        List<Column> columns = columns(service, reading.entities());
        Executor executor = isShort(service.plan(), reading.entities().rows()) ? Runnable::run : pool;
        return path.read(service.plan(), columns, executor).thenApply(answer -> {
            JsonBytes document = documents.lend();
            reading.shape().write(document, service, columns, answer);
            service.meters().read(answer.rows(), System.nanoTime() - start);
            String requestId = RequestId.at(answer.time());
            log.take(requestId, service.plan(), columns, answer);
            return new Answer(requestId, document);
        });
    }

    /** Begins something on a thread of the pool. */
    private static <T> CompletableFuture<T> later(Executor pool, Supplier<CompletableFuture<T>> work) {
        return CompletableFuture.completedFuture(work).thenComposeAsync(Supplier::get, pool);
    }

    private static boolean isShort(ReadPlan plan, int rows) {
        return !plan.computes() && (long) plan.features().size() * rows <= MOST_VALUES_IN_PLACE;
    }

    private static List<Column> columns(ServedService service, JsonColumns given) {
        List<RequestColumn> wanted = service.plan().requestColumns();
        List<Column> columns = new ArrayList<>(wanted.size());
        List<Detail> wrong = new ArrayList<>();
        for (RequestColumn column : wanted) {
            if (!given.has(column.name())) {
                wrong.add(given.missing(column.name(), column.type()));
                continue;
            }
            try {
                columns.add(given.read(column.name(), column.type(), ZoneOffset.UTC));
            } catch (HttpError e) {
                wrong.addAll(e.details());
            }
        }
        if (!wrong.isEmpty()) {
            throw HttpError.invalid(wrong);
        }
        return columns;
    }
}
