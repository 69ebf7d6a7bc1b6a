package dev.tandem.server;

import dev.tandem.TandemException;
import dev.tandem.definition.Definitions.UnknownNameException;
import dev.tandem.definition.FeatureService.Naming;
import dev.tandem.online.FeatureAnswer;
import dev.tandem.online.NotServableException;
import dev.tandem.online.ReadPlan.RequestColumn;
import dev.tandem.online.StalePlanException;
import dev.tandem.server.HttpError.Detail;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Answers reads of features, in the shape that clients of Feast speak and in our own. Thread-safe. */
final class FeatureReads {
    private final StateWatch watch;
    private final ReadPath path;
    private final ServerSettings.Limits limits;

    FeatureReads(StateWatch watch, ReadPath path, ServerSettings.Limits limits) {
        this.watch = watch;
        this.path = path;
        this.limits = limits;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/get-online-features", this::feast),
                Route.post("/api/v1/services/{name}/features", this::service),
                Route.post("/api/v1/features", this::features));
    }

    /** How an answer is written. */
    @FunctionalInterface
    private interface Shape {
        ByteArrayOutputStream write(ServedService service, List<Column> columns, FeatureAnswer answer);
    }

    private void feast(Context ctx) throws IOException {
        ReadRequest request = ReadRequest.parse(Exchange.body(ctx, limits), limits.rows());
        Naming naming = request.fullNames() ? Naming.FULL : Naming.SHORT;
        try {
            answer(
                    ctx,
                    request.entities(),
                    state -> serviceOf(state, request, naming),
                    (service, columns, answer) -> ReadAnswer.feast(service, service.names(naming), columns, answer));
        } catch (UnknownNameException e) {
            throw FeastErrors.of(e);
        }
    }

    private void service(Context ctx) throws IOException {
        JsonColumns entities = ReadRequest.parseEntities(Exchange.body(ctx, limits), limits.rows());
        String name = ctx.pathParam("name");
        answer(
                ctx,
                entities,
                state -> state.service(name),
                (service, columns, answer) -> ReadAnswer.whole(service, answer));
    }

    private void features(Context ctx) throws IOException {
        ReadRequest request = ReadRequest.parse(Exchange.body(ctx, limits), limits.rows());
        Naming naming = request.fullNames() ? Naming.FULL : Naming.SHORT;
        answer(
                ctx,
                request.entities(),
                state -> serviceOf(state, request, naming),
                (service, columns, answer) -> ReadAnswer.whole(service, answer));
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

    private void answer(Context ctx, JsonColumns given, Function<ServedState, ServedService> choice, Shape shape)
            throws IOException {
        long start = System.nanoTime();
        ServedService service = choice.apply(watch.inForce());
        List<Column> columns = columns(service, given);
        FeatureAnswer answer;
        try {
            answer = path.read(service.plan(), columns);
        } catch (StalePlanException e) {
            // A newer state was applied between the last look at the registry and this read, and rows of it are stored
            // already.
            service = choice.apply(watch.refreshed());
            columns = columns(service, given);
            answer = path.read(service.plan(), columns);
        }
        Exchange.json(ctx, 200, shape.write(service, columns, answer));
        service.meters().read(answer.rows(), System.nanoTime() - start);
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
