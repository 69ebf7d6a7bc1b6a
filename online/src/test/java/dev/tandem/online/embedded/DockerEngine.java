package dev.tandem.online.embedded;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;

/**
 * What tests in containers need: an engine that answers, and an image of a Redis of version 7 or newer. The image is the one that the
 * environment variable {@code TANDEM_TEST_REDIS_IMAGE} names. Whoever sets it wants these tests run, and gets a failure where they cannot
 * be; the continuous integration does. Otherwise it is one that is pulled within a bounded time, and a machine that has neither it nor a
 * way to a registry is one without an engine: it builds without these tests, and is told so.
 */
public final class DockerEngine {
    private static final String IMAGE_SETTING = "TANDEM_TEST_REDIS_IMAGE";
    private static final Duration PULL_PATIENCE = Duration.ofSeconds(90);

    /** To find an engine, and to pull. */
    private static final Duration PATIENCE = PULL_PATIENCE.plusSeconds(30);

    private DockerEngine() {}

    /** Lets a test go on when there is an engine with an image of Redis. */
    public static void assumeRedisImage() {
        Known.PROBLEM.ifPresent(problem -> {
            if (System.getenv(IMAGE_SETTING) != null) {
                throw new IllegalStateException(problem);
            }
            Assumptions.abort(problem);
        });
    }

    /** As {@link #assumeRedisImage}, and there is a command to use the engine by hand. */
    static void assumeRedisImageAndCommand() {
        Assumptions.assumeTrue(RedisProgram.findOnPath("docker").isPresent(), "There is no docker on the PATH.");
        assumeRedisImage();
    }

    /** The image of a Redis of version 7 or newer. */
    public static String redisImage() {
        return Objects.requireNonNullElse(System.getenv(IMAGE_SETTING), "redis:7-alpine");
    }

    private static Optional<String> findProblem() {
        Optional<String> problem = findCause()
                .map(cause ->
                        ("Tests in containers do not run: %s. Start a Docker engine that reaches a registry, or set %s to an image"
                                        + " of Redis 7 or newer that the engine has ('docker images' lists them).")
                                .formatted(cause, IMAGE_SETTING));
        problem.ifPresent(System.out::println);
        return problem;
    }

    /** Bounded as a whole: looking for an engine may start to pull images of Testcontainers' own. */
    private static Optional<String> findCause() {
        try {
            return CompletableFuture.supplyAsync(DockerEngine::findCauseSlowly)
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return Optional.of("the Docker engine has not answered within " + PATIENCE.toSeconds() + " s");
        } catch (ExecutionException e) {
            return Optional.of("asking the Docker engine failed: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    private static Optional<String> findCauseSlowly() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return Optional.of("no Docker engine answers");
        }
        DockerClient engine = DockerClientFactory.instance().client();
        try {
            engine.inspectImageCmd(redisImage()).exec();
            return Optional.empty();
        } catch (NotFoundException absent) {
            return pulled(engine);
        }
    }

    private static Optional<String> pulled(DockerClient engine) {
        String problem = "the Docker engine has no image " + redisImage() + ", and pulling it ";
        try {
            return engine.pullImageCmd(redisImage())
                            .start()
                            .awaitCompletion(PULL_PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    ? Optional.empty()
                    : Optional.of(problem + "takes longer than " + PULL_PATIENCE.toSeconds() + " s");
        } catch (DockerException e) {
            return Optional.of(problem + "failed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(problem + "was interrupted");
        }
    }

    /** What is found out once for all tests. */
    private static final class Known {
        static final Optional<String> PROBLEM = findProblem();
    }
}
