package dev.tandem.online.embedded;

import org.testcontainers.DockerClientFactory;

/** What tests that run where a Docker engine answers need to know. The continuous integration makes sure that one does. */
public final class DockerEngine {
    private static final String IMAGE_SETTING = "TANDEM_TEST_REDIS_IMAGE";

    private DockerEngine() {}

    /** Whether there is an engine. */
    public static boolean answers() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    /** Whether there is an engine and a command to use it by hand. */
    public static boolean answersToTheCommand() {
        return RedisProgram.findOnPath("docker").isPresent() && answers();
    }

    /** The image of a Redis of version 7 or newer: a system property's or environment variable's, else one to be pulled. */
    public static String redisImage() {
        String set = System.getProperty(IMAGE_SETTING, System.getenv(IMAGE_SETTING));
        return set == null ? "redis:7-alpine" : set;
    }
}
