package dev.tandem.server;

import dev.tandem.online.ComputationFailures;
import dev.tandem.online.FeatureAnswer;
import dev.tandem.online.OnlineStore;
import dev.tandem.online.OnlineStoreException;
import dev.tandem.online.ReadPlan;
import dev.tandem.row.Micros;
import java.io.ByteArrayOutputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the online store, and never waits for it longer than the limit. While the store is in trouble, that is from a failed read to the
 * next that succeeds, only a few requests may wait for it and all others fail at once: threads stay free to say that the server lives.
 * Thread-safe.
 */
final class ReadPath {
    private static final Logger LOG = LoggerFactory.getLogger(ReadPath.class);
    private static final int SHARE_IN_TROUBLE = 4;

    private final OnlineStore store;
    private final InstantSource clock;
    private final Telemetry telemetry;
    private final long timeoutNanos;
    private final Semaphore waitingInTrouble;
    private volatile boolean trouble;

    ReadPath(OnlineStore store, InstantSource clock, Telemetry telemetry, ServerSettings.Limits limits) {
        this.store = store;
        this.clock = clock;
        this.telemetry = telemetry;
        this.timeoutNanos = limits.storeTimeout().toNanos();
        this.waitingInTrouble = new Semaphore(limits.threads() / SHARE_IN_TROUBLE);
    }

    ReadMeters meters(String service) {
        return telemetry.reads(service);
    }

    /** Counts what on-demand features could not be computed. */
    ComputationFailures failures() {
        return telemetry::computationFailed;
    }

    /**
     * Reads features as of now.
     *
     * @param columns one for each that the plan asks for
     * @throws OnlineStoreException when the store does not answer in time
     */
    FeatureAnswer read(ReadPlan plan, List<Column> columns) {
        if (!trouble) {
            return ask(plan, columns);
        }
        if (!waitingInTrouble.tryAcquire()) {
            throw new OnlineStoreException(
                    "The online store did not answer the latest requests, and enough others wait for it. Try again in a moment.",
                    null);
        }
        try {
            return ask(plan, columns);
        } finally {
            waitingInTrouble.release();
        }
    }

    private FeatureAnswer ask(ReadPlan plan, List<Column> columns) {
        long start = System.nanoTime();
        CompletableFuture<FeatureAnswer> answer = plan.readAsync(store, columns, Micros.of(clock.instant()));
        try {
            FeatureAnswer done = answer.get(timeoutNanos, TimeUnit.NANOSECONDS);
            endTrouble();
            return done;
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw inTrouble(new OnlineStoreException(
                    "The online store did not answer within %d ms."
                            .formatted(TimeUnit.NANOSECONDS.toMillis(timeoutNanos)),
                    e));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OnlineStoreException failure) {
                throw inTrouble(failure);
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OnlineStoreException("The server was stopped while it waited for the online store.", e);
        } finally {
            telemetry.storeRead(System.nanoTime() - start);
        }
    }

    /** Told once to the log, however many requests meet it. */
    private OnlineStoreException inTrouble(OnlineStoreException failure) {
        if (!trouble) {
            LOG.warn("Reads fail until the online store answers again: {}", failure.getMessage());
            trouble = true;
        }
        return failure;
    }

    private void endTrouble() {
        if (trouble) {
            LOG.info("The online store answers again");
            trouble = false;
        }
    }

    /** Reads a service once, for an entity that hardly exists, and writes the answer to nowhere. */
    void warmUp(ServedService service) {
        List<Column> columns = service.plan().requestColumns().stream()
                .map(column -> Column.ofZero(column.type()))
                .toList();
        FeatureAnswer answer = read(service.plan(), columns);
        ByteArrayOutputStream nowhere = ReadAnswer.feast(service, service.shortNames(), columns, answer);
        nowhere.reset();
    }
}
