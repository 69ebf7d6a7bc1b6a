package dev.tandem.online;

import dev.tandem.online.embedded.DockerEngine;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** The store on a Redis of version 7 or newer in a container, wherever a Docker engine has one. */
class ContainerRedisStoreIT extends SingleServerContract {
    private static final int PORT = 6379;

    private static final GenericContainer<?> REDIS = new GenericContainer<>(
                    DockerImageName.parse(DockerEngine.redisImage()))
            .withExposedPorts(PORT)
            .waitingFor(
                    Wait.forLogMessage(".*Ready to accept connections.*", 1).withStartupTimeout(Duration.ofMinutes(1)));

    @BeforeAll
    static void start() {
        DockerEngine.assumeRedisImage();
        REDIS.start();
    }

    @AfterAll
    static void stop() {
        REDIS.stop();
    }

    @Override
    String uri() {
        return "redis://" + REDIS.getHost() + ":" + REDIS.getMappedPort(PORT);
    }

    @Override
    void pause() {
        REDIS.getDockerClient().pauseContainerCmd(REDIS.getContainerId()).exec();
    }

    @Override
    void resume() {
        REDIS.getDockerClient().unpauseContainerCmd(REDIS.getContainerId()).exec();
    }
}
