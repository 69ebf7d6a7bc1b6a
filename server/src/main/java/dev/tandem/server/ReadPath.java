package dev.tandem.server;

import dev.tandem.online.ComputationFailures;
import dev.tandem.online.FeatureAnswer;
import dev.tandem.online.OnlineStore;
import dev.tandem.online.OnlineStoreException;
import dev.tandem.online.ReadPlan;
import dev.tandem.row.Micros;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the online store, and never waits for it longer than the limit. While the store is in trouble, that is from a failed read to the
 * next that succeeds, only a few requests may wait for it and all others fail at once. No thread is blocked meanwhile. Thread-safe.
 */
final class ReadPath implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadPath.class);
    private static final int SHARE_IN_TROUBLE = 4;

    private final OnlineStore store;
    private final InstantSource clock;
    private final Telemetry telemetry;
    private final Deadlines deadlines;
    private final Semaphore waitingInTrouble;
    private volatile boolean trouble;

    ReadPath(OnlineStore store, InstantSource clock, Telemetry telemetry, ServerSettings.Limits limits) {
        this.store = store;
        this.clock = clock;
        this.telemetry = telemetry;
        this.deadlines = new Deadlines(limits.storeTimeout(), () -> notInTime(limits.storeTimeout()));
        this.waitingInTrouble = new Semaphore(limits.threads() / SHARE_IN_TROUBLE);
    }

    private static OnlineStoreException notInTime(Duration timeout) {
        return new OnlineStoreException(
                "The online store did not answer within %d ms.".formatted(timeout.toMillis()), null);
    }

    /** A service that is defined, ready to be read. */
    ServedService defined(ReadPlan plan) {
        return ServedService.defined(
                plan, telemetry.reads(plan.service().name()), telemetry.values().ofService(plan));
    }

    /** A list of single features, ready to be read. */
    ServedService listed(ReadPlan plan) {
        return ServedService.listed(plan, telemetry.lists(), telemetry.values().ofList(plan));
    }

    /** Counts what on-demand features could not be computed. */
    ComputationFailures failures() {
        return telemetry::computationFailed;
    }

    /**
     * Reads features as of now. The answer fails with {@link OnlineStoreException} when the store does not answer in time.
     *
     * @param columns one for each that the plan asks for
     * @param executor works the answer out
     */
    CompletableFuture<FeatureAnswer> read(ReadPlan plan, List<Column> columns, Executor executor) {
        if (!trouble) {
            return ask(plan, columns, executor);
        }
        if (!waitingInTrouble.tryAcquire()) {
            return CompletableFuture.failedFuture(new OnlineStoreException(
                    "The online store did not answer the latest requests, and enough others wait for it. Try again in a moment.",
                    null));
        }
        return ask(plan, columns, executor).whenComplete((answer, failure) -> waitingInTrouble.release());
    }

    private CompletableFuture<FeatureAnswer> ask(ReadPlan plan, List<Column> columns, Executor executor) {
        long start = System.nanoTime();
        CompletableFuture<FeatureAnswer> answer = plan.readAsync(store, columns, Micros.of(clock.instant()), executor);
        deadlines.watch(answer);
        return answer.whenComplete((done, failure) -> {
            telemetry.storeRead(System.nanoTime() - start);
            if (failure == null) {
                endTrouble();
            } else if (Failures.cause(failure) instanceof OnlineStoreException storeFailure) {
                inTrouble(storeFailure);
            }
        });
    }

    /** Told once to the log, however many requests meet it. */
    private void inTrouble(OnlineStoreException failure) {
        if (!trouble) {
            LOG.warn("Reads fail until the online store answers again: {}", failure.getMessage());
            trouble = true;
        }
    }

    private void endTrouble() {
        if (trouble) {
            LOG.info("The online store answers again");
            trouble = false;
        }
    }

    /** Reads a service once, for an entity that hardly exists, and writes the answer to nowhere. Its values are not counted. */
    void warmUp(ServedService warm) {
        ServedService service = warm.unseen();
        List<Column> columns = service.plan().requestColumns().stream()
                .map(column -> Column.ofZero(column.type()))
                .toList();
        FeatureAnswer answer;
        try {
            answer = read(service.plan(), columns, Runnable::run).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        ReadAnswer.feast(new JsonBytes(), service, service.shortNames(), columns, answer);
    }

    @Override
    public void close() {
        deadlines.close();
    }
}
