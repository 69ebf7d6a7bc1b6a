package dev.tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.online.embedded.LocalRedis;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that goes away when half of a run's bytes have been sent to it, in the middle of a batch, and what {@code tandem materialize} makes of it. */
class RedisOutageIT {
    private static final long NEVER = Long.MAX_VALUE;
    private static final Instant AS_OF = Instant.parse("2026-03-02T12:00:00Z");

    @TempDir
    static Path folder;

    private static long bytesOfARun;
    private static Map<String, String> expected = Map.of();

    private LocalRedis redis;

    private record Result(int exitCode, String err) {}

    @BeforeAll
    static void a_clean_run() throws IOException {
        LocalRedis clean = start("clean-redis");
        try (clean;
                CountingPort port = CountingPort.to(clean.port(), NEVER, () -> {})) {
            assertThat(materialize(project("clean", port), "30s").exitCode()).isZero();
            bytesOfARun = port.forwarded();
            expected = OrdersProject.content(clean.uri());
        }
        assertThat(expected).hasSize(OrdersProject.ENTITIES);
    }

    @BeforeEach
    void start(TestInfo test) throws IOException {
        redis = start(test.getTestMethod().orElseThrow().getName());
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    @Test
    void a_redis_that_comes_back_within_the_patience_leaves_what_a_clean_run_leaves() throws IOException {
        CompletableFuture<Void> back = new CompletableFuture<>();
        Runnable outage = () -> {
            redis.kill();
            CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS).execute(() -> {
                redis.restart();
                back.complete(null);
            });
        };
        try (CountingPort port = CountingPort.to(redis.port(), bytesOfARun / 2, outage)) {
            OrdersProject project = project("interrupted", port);

            Result run = materialize(project, "20s");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(back).isDone();
            assertThat(OrdersProject.content(redis.uri())).isEqualTo(expected);
            assertThat(project.findCursor()).contains(AS_OF);
        }
    }

    @Test
    void a_redis_that_stays_away_fails_the_run_with_its_cursor_unmoved_and_the_next_run_completes_it()
            throws IOException {
        try (CountingPort port = CountingPort.to(redis.port(), bytesOfARun / 2, redis::kill)) {
            OrdersProject project = project("failed", port);

            Result run = materialize(project, "300ms");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .contains("View 'orders' was not materialised")
                    .contains("Redis at 127.0.0.1:" + port.port())
                    .contains("Check that it runs and can be reached from here")
                    .contains("its cursor is where it was, and running it again does all of it")
                    .doesNotContain("\tat ");
            assertThat(project.findCursor()).isEmpty();

            redis.restart();
            assertThat(OrdersProject.content(redis.uri())).hasSizeBetween(1, OrdersProject.ENTITIES - 1);

            Result next = materialize(project, "300ms");

            assertThat(next.exitCode()).as(next.err()).isZero();
            assertThat(OrdersProject.content(redis.uri())).isEqualTo(expected);
            assertThat(project.findCursor()).contains(AS_OF);
        }
    }

    /** One that finds again what it had acknowledged, however it went. */
    private static LocalRedis start(String name) throws IOException {
        return LocalRedis.start(
                Files.createDirectory(folder.resolve(name)), "--appendonly", "yes", "--appendfsync", "always");
    }

    private static OrdersProject project(String name, CountingPort port) throws IOException {
        return OrdersProject.create(folder.resolve(name), "redis://127.0.0.1:" + port.port());
    }

    private static Result materialize(OrdersProject project, String patience) {
        StringWriter err = new StringWriter();
        String[] words = {"materialize", "--config", project.folder().toString(), "--offline-patience", patience};
        int exitCode = Main.run(
                words, new Console(new PrintWriter(new StringWriter()), new PrintWriter(err, true), false), Map.of());
        return new Result(exitCode, err.toString());
    }
}
