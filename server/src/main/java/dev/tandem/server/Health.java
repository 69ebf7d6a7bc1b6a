package dev.tandem.server;

import dev.tandem.online.OnlineStore;
import dev.tandem.online.OnlineStoreException;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether the server lives, and whether it is ready: definitions loaded, the online store answering, and every service read once, so
 * that the first caller does not pay for what only the first read needs. Both are open to anyone, so they name no address. Thread-safe.
 */
final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private final StateWatch watch;
    private final OnlineStore store;
    private final String project;
    private volatile boolean draining;

    Health(StateWatch watch, OnlineStore store, String project) {
        this.watch = watch;
        this.store = store;
        this.project = project;
    }

    List<Page> pages() {
        return List.of(
                Page.open(HandlerType.GET, "/health", this::health), Page.open(HandlerType.GET, "/ready", this::ready));
    }

    /** From now on the server is not ready. */
    void drain() {
        draining = true;
    }

    /** Whether the server can answer reads, as far as it can tell without one. Asks the online store. */
    boolean isReady() {
        return findObstacle().isEmpty();
    }

    private void health(Context ctx) throws IOException {
        answer(ctx, 200, "up", Optional.empty());
    }

    private void ready(Context ctx) throws IOException {
        Optional<String> obstacle = findObstacle();
        answer(ctx, obstacle.isEmpty() ? 200 : 503, obstacle.isEmpty() ? "ready" : "not ready", obstacle);
    }

    private Optional<String> findObstacle() {
        if (draining) {
            return Optional.of("The server is shutting down.");
        }
        Optional<ServedState> state = watch.findInForce();
        if (state.isEmpty()) {
            return Optional.of(
                    "Nothing was applied to project '%s' yet, or the registry cannot be read.".formatted(project));
        }
        try {
            store.ping();
        } catch (OnlineStoreException e) {
            LOG.debug("not ready", e);
            return Optional.of("The online store does not answer.");
        }
        return state.get().isWarm() ? Optional.empty() : Optional.of("Not every service was read once yet.");
    }

    private static void answer(Context ctx, int status, String word, Optional<String> reason) throws IOException {
        Exchange.json(ctx, status, JsonOutput.write(json -> {
            json.writeStartObject();
            json.writeStringField("status", word);
            if (reason.isPresent()) {
                json.writeStringField("reason", reason.get());
            }
            json.writeEndObject();
        }));
    }
}
