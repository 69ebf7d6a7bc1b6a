package dev.tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.offline.training.Manifest;
import dev.tandem.online.embedded.LocalCluster;
import dev.tandem.online.embedded.LocalRedis;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same commands, on this machine alone and on a Spark cluster of two workers with a Redis cluster of three masters: only settings differ,
 * and what comes out is the same.
 */
class SparkClusterIT {
    private static final int CUSTOMERS = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> WORKERS = List.of("worker1", "worker2");

    @TempDir
    static Path folder;

    private static final List<Process> SPARK = new ArrayList<>();
    private static LocalRedis redis;
    private static LocalCluster cluster;
    private static String master = "";

    @BeforeAll
    static void start() throws IOException {
        redis = LocalRedis.start(Files.createDirectory(folder.resolve("redis")));
        cluster = LocalCluster.start(Files.createDirectory(folder.resolve("cluster")));
        // What an installation of Spark has in it are its jars, and here these are on the class path.
        Files.createDirectories(folder.resolve("spark/jars"));
        int port = LocalRedis.freePort();
        master = "spark://127.0.0.1:" + port;
        spark(
                "master",
                "org.apache.spark.deploy.master.Master",
                "--host",
                "127.0.0.1",
                "--port",
                "" + port,
                "--webui-port",
                "0");
        for (String name : WORKERS) {
            String work = Files.createDirectory(folder.resolve(name)).toString();
            spark(
                    name,
                    "org.apache.spark.deploy.worker.Worker",
                    "--host",
                    "127.0.0.1",
                    "--webui-port",
                    "0",
                    "--cores",
                    "1",
                    "--memory",
                    "1g",
                    "--work-dir",
                    work,
                    master);
        }
        for (String name : WORKERS) {
            await().atMost(PATIENCE)
                    .until(() -> Files.readString(log(name)).contains("Successfully registered with master"));
        }
        project();
    }

    private static void spark(String name, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")));
        command.add("-Dlog4j2.level=INFO");
        command.add("-Dlog4j2.configurationFile=" + logging());
        command.add(program);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile());
        builder.environment().put("SPARK_HOME", folder.resolve("spark").toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        SPARK.add(builder.start());
    }

    /** Spark tells by a line of its log that a worker has joined. */
    private static Path logging() throws IOException {
        return Files.writeString(folder.resolve("log4j2.properties"), """
                rootLogger.level = info
                rootLogger.appenderRef.out.ref = out
                appender.out.type = Console
                appender.out.name = out
                appender.out.layout.type = PatternLayout
                appender.out.layout.pattern = %p %c{1}: %m%n
                """);
    }

    private static Path log(String name) {
        return folder.resolve(name + ".log");
    }

    private static void project() throws IOException {
        Files.createDirectories(folder.resolve("features"));
        Files.writeString(folder.resolve("tandem.yaml"), "project: spread\nas_of: 2026-03-02T12:00:00Z\n");
        Files.writeString(folder.resolve("features/all.yaml"), """
                entities:
                  customer: {keys: {customer: INT64}}
                sources:
                  orders: {format: csv, path: orders.csv, options: {header: "true"}, event_time: ordered_at,
                    event_id: id, columns: {id: INT64, amount: FLOAT64}}
                views:
                  latest: {entities: [customer], source: orders, ttl: 30d, features: {amount: FLOAT64, city: STRING}}
                  spending:
                    entities: [customer]
                    source: orders
                    aggregations:
                      - {function: sum, column: amount, windows: [1h, 1d]}
                      - {function: count, windows: [1d], where: amount > 5}
                on_demand:
                  habits:
                    inputs: [latest:amount, spending:sum_amount_1d]
                    features:
                      share: {type: FLOAT64, expression: "try_divide(amount, sum_amount_1d)"}
                services:
                  all: {features: [latest, spending, habits]}
                """);
        List<String> orders = new ArrayList<>(List.of("id,customer,ordered_at,amount,city"));
        List<String> labels = new ArrayList<>(List.of("customer,event_timestamp,bought"));
        for (int i = 0; i < CUSTOMERS * 8; i++) {
            int customer = i * 31 % CUSTOMERS;
            orders.add("%d,%d,2026-03-0%dT%02d:%02d:00Z,%s,city %d"
                    .formatted(i, customer, 1 + i % 2, i % 12, i % 60, i % 10 + 0.1, i % 7));
            if (i % 4 == 0) {
                labels.add("%d,2026-03-02T%02d:30:00Z,%b".formatted(customer, i % 11, i % 3 == 0));
            }
        }
        Files.write(folder.resolve("orders.csv"), orders, StandardCharsets.UTF_8);
        Files.write(folder.resolve("labels.csv"), labels, StandardCharsets.UTF_8);
        run(Map.of(), "apply");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        for (Process process : SPARK) {
            process.destroy();
        }
        for (Process process : SPARK) {
            process.waitFor();
        }
        cluster.close();
        redis.close();
    }

    @Test
    void a_spark_cluster_and_a_redis_cluster_give_what_one_machine_gives() {
        Map<String, String> alone = Map.of("TANDEM_OFFLINE_MASTER", "local[2]", "TANDEM_ONLINE", redis.uri());
        Map<String, String> spread = Map.of(
                "TANDEM_OFFLINE_MASTER",
                master,
                "TANDEM_ONLINE",
                cluster.uri(),
                "TANDEM_OFFLINE_CONF",
                String.join(
                        ",",
                        "spark.driver.host=127.0.0.1",
                        "spark.executor.memory=512m",
                        "spark.executor.extraJavaOptions=-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
                        "spark.sql.shuffle.partitions=4",
                        "spark.executor.extraClassPath=" + System.getProperty("java.class.path")));

        assertThat(digestOfTrainingSet(spread, "spread")).isEqualTo(digestOfTrainingSet(alone, "alone"));

        run(alone, "materialize", "--full");
        run(spread, "materialize", "--full");
        Map<String, String> stored = new TreeMap<>();
        cluster.masters().forEach(node -> stored.putAll(OrdersProject.content(node.uri())));
        assertThat(stored).hasSizeGreaterThan(CUSTOMERS).isEqualTo(OrdersProject.content(redis.uri()));
    }

    private static String digestOfTrainingSet(Map<String, String> environment, String name) {
        Path output = folder.resolve("training " + name);
        run(
                environment,
                "train",
                "--service",
                "all",
                "--no-leakage-check",
                "--labels",
                folder.resolve("labels.csv").toString(),
                "--output",
                output.toString());
        return Manifest.read(output.toString()).digest();
    }

    private static void run(Map<String, String> environment, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--config", folder.toString()));
        StringWriter err = new StringWriter();
        int exitCode = Main.run(
                all.toArray(String[]::new),
                new Console(new PrintWriter(new StringWriter()), new PrintWriter(err, true), false),
                environment);
        assertThat(exitCode).as(err.toString()).isZero();
    }
}
