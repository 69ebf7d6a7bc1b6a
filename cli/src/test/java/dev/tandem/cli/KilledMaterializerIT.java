package dev.tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.offline.History;
import dev.tandem.offline.SparkSessions;
import dev.tandem.offline.Workspace;
import dev.tandem.offline.materialize.MaterializationRequest;
import dev.tandem.offline.materialize.Materialized;
import dev.tandem.offline.materialize.Materializer;
import dev.tandem.online.ViewTarget;
import dev.tandem.online.embedded.LocalRedis;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A materialiser that ends between any two batches and is run again leaves in Redis what one clean run leaves: the same keys, the same
 * bytes. The write time does not differ either, since all runs have the same clock.
 */
class KilledMaterializerIT {
    static final int KILLED = 137;

    private static final int NEVER = Integer.MAX_VALUE;

    /** One Spark and one Redis for all runs but those that are killed, which have a Spark of their own. */
    private static SparkSession spark;

    private static LocalRedis redis;

    @TempDir
    Path folder;

    @BeforeAll
    static void start(@TempDir Path folder) {
        spark = SparkSessions.start("local[2]", Map.of("spark.sql.shuffle.partitions", "2"));
        redis = LocalRedis.start(folder);
    }

    @AfterAll
    static void stop() {
        redis.close();
        spark.stop();
    }

    @BeforeEach
    void nothing_was_written() {
        StoppingSink.reset();
    }

    /** A project that nothing was written of. */
    private OrdersProject project(String name) throws IOException {
        try (RedisClient client = RedisClient.create(redis.uri())) {
            client.connect().sync().flushall();
        }
        return OrdersProject.create(folder.resolve(name), redis.uri());
    }

    @Test
    void a_run_that_fails_between_any_two_batches_is_completed_by_the_next() throws IOException {
        OrdersProject clean = project("clean");
        materialize(clean, NEVER, StoppingSink.End.FAIL);
        Map<String, String> expected = clean.content();
        int batches = StoppingSink.written();
        assertThat(expected).hasSize(OrdersProject.ENTITIES);
        assertThat(batches).isGreaterThan(3);

        for (int after = 0; after < batches; after++) {
            OrdersProject stopped = project("stopped-" + after);
            StoppingSink.reset();
            assertThat(materialize(stopped, after, StoppingSink.End.FAIL)).allMatch(run -> !run.succeeded());
            assertThat(stopped.content().size()).isLessThan(OrdersProject.ENTITIES);

            assertThat(materialize(stopped, NEVER, StoppingSink.End.FAIL)).allMatch(Materialized::succeeded);
            assertThat(stopped.content())
                    .as("stopped after %d of %d batches", after, batches)
                    .isEqualTo(expected);
        }
    }

    @Test
    void a_process_that_is_killed_between_two_batches_is_completed_by_the_next()
            throws IOException, InterruptedException {
        OrdersProject clean = project("clean");
        materialize(clean, NEVER, StoppingSink.End.FAIL);
        Map<String, String> expected = clean.content();

        OrdersProject killed = project("killed");
        assertThat(killedAfter(killed, 3)).isEqualTo(KILLED);
        StoppingSink.reset();
        assertThat(materialize(killed, 1, StoppingSink.End.FAIL)).allMatch(run -> !run.succeeded());
        assertThat(killed.findCursor()).isEmpty();
        materialize(killed, NEVER, StoppingSink.End.FAIL);
        assertThat(killed.content()).isEqualTo(expected);
    }

    private static List<Materialized> materialize(OrdersProject project, int batches, StoppingSink.End end) {
        return materialize(project, spark, batches, end);
    }

    static List<Materialized> materialize(
            OrdersProject project, SparkSession spark, int batches, StoppingSink.End end) {
        try (Deployment deployment = project.deployment()) {
            Materializer materializer = Materializer.of(
                    new History(spark, deployment.state(), Workspace.of(project.folder())),
                    deployment.registry(),
                    target -> new StoppingSink(
                            new OnlineRowSink(
                                    deployment.onlineUrl(),
                                    deployment.project(),
                                    ViewTarget.of(deployment.state().definitions(), target),
                                    deployment.clock().instant()),
                            batches,
                            end),
                    deployment.clock());
            return materializer.run(materializer.plan(MaterializationRequest.incremental()));
        }
    }

    private static int killedAfter(OrdersProject project, int batches) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens")
                        || argument.startsWith("-Djdk.")
                        || argument.startsWith("-X"))
                .forEach(command::add);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                MaterializeUntilKilled.class.getName(),
                project.folder().toString(),
                Integer.toString(batches)));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
