package dev.tandem.server;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tandem.TandemException;
import dev.tandem.definition.Definitions.UnknownNameException;
import dev.tandem.online.NotServableException;
import dev.tandem.online.OnlineStoreException;
import dev.tandem.server.HttpError.Detail;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns whatever goes wrong into an answer: <code>{"detail": [{"loc": [...], "msg": "...", "type": "..."}]}</code> with a fitting status.
 * What is a defect of the server is logged with its trace under a request id, and the answer tells that id and nothing else.
 */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final Duration SOON = Duration.ofSeconds(1);

    private Failures() {}

    /** Answers a request to Javalin that failed. */
    static void answer(Context ctx, Exception failure) throws IOException {
        if (ctx.res().isCommitted()) {
            LOG.debug("{} {}: the client went away", ctx.method(), ctx.path(), failure);
            return;
        }
        Reply reply = reply(ctx.method() + " " + ctx.path(), failure);
        reply.headers().forEach(ctx::header);
        Exchange.endUnlessRead(ctx);
        Exchange.json(ctx, reply.status(), reply.body());
    }

    /**
     * What to answer to a request that failed.
     *
     * @param request method and path, for the log
     */
    static Reply reply(String request, Throwable failure) {
        Map<String, String> headers = new TreeMap<>();
        HttpError error = asHttpError(request, failure, headers);
        if (error.status() == 401) {
            headers.put("WWW-Authenticate", "Bearer");
        }
        error.retryAfter().ifPresent(wait -> headers.put("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))));
        return new Reply(error.status(), headers, Reply.JSON, JsonOutput.write(json -> write(json, error)));
    }

    /** What went wrong, without the wrapping of whoever passed it on. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException wrapping && wrapping.getCause() != null
                ? wrapping.getCause()
                : failure;
    }

    private static HttpError asHttpError(String request, Throwable failure, Map<String, String> headers) {
        if (failure instanceof HttpError error) {
            return error;
        }
        if (failure instanceof UnknownNameException unknown) {
            return HttpError.notFound(message(unknown));
        }
        if (failure instanceof NotServableException) {
            return HttpError.invalid("not_servable", message(failure));
        }
        if (failure instanceof OnlineStoreException) {
            LOG.debug("{}", request, failure);
            return HttpError.unavailable("The online store does not answer. Try again in a moment.", SOON);
        }
        if (failure instanceof HttpResponseException routing) {
            return HttpError.of(routing.getStatus(), "routing", message(routing));
        }
        if (failure instanceof IOException) {
            LOG.debug("{}: the body did not arrive", request, failure);
            return HttpError.timedOut("The body did not arrive whole, or not in time.");
        }
        String id = UUID.randomUUID().toString();
        LOG.error("{} failed, request id {}", request, id, failure);
        headers.put(RequestId.HEADER, id);
        return HttpError.of(500, "internal", internal(failure, id));
    }

    private static String internal(Throwable failure, String id) {
        String cause = failure instanceof TandemException ? " " + message(failure) : "";
        return "The server could not answer.%s Its log says more under request id %s.".formatted(cause, id);
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private static void write(JsonGenerator json, HttpError error) throws IOException {
        if (error.feastClass().isPresent()) {
            json.writeString(feastDetail(error.feastClass().get(), message(error)));
        } else {
            write(json, error.details());
        }
    }

    /** JSON in a JSON string: Feast's clients decode the body twice. */
    private static String feastDetail(String feastClass, String message) {
        return JsonOutput.write(json -> {
                    json.writeStartObject();
                    json.writeStringField("module", "feast.errors");
                    json.writeStringField("class", feastClass);
                    json.writeStringField("message", message);
                    json.writeEndObject();
                })
                .toString(StandardCharsets.UTF_8);
    }

    private static void write(JsonGenerator json, List<Detail> details) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("detail");
        for (Detail detail : details) {
            json.writeStartObject();
            json.writeArrayFieldStart("loc");
            for (Object step : detail.location()) {
                if (step instanceof Integer position) {
                    json.writeNumber(position);
                } else {
                    json.writeString(step.toString());
                }
            }
            json.writeEndArray();
            json.writeStringField("msg", detail.message());
            json.writeStringField("type", detail.type());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
