package dev.tandem.online.embedded;

import static dev.tandem.online.embedded.EmbeddedRedisTest.on;
import static dev.tandem.online.embedded.EmbeddedRedisTest.processesIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;

/** The shared server in a container, wherever a Docker engine answers. */
@Timeout(180)
@EnabledIf("dev.tandem.online.embedded.DockerEngine#answersToTheCommand")
class EmbeddedRedisInDockerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FORM = "embedded:docker:" + DockerEngine.redisImage();

    @TempDir
    private Path folder;

    @Test
    void a_container_is_shared_and_goes_with_the_last_user_even_one_that_is_killed() {
        EmbeddedRedisUser first = EmbeddedRedisUser.start(folder, FORM, System.getenv("PATH"));
        EmbeddedRedisUser second = EmbeddedRedisUser.start(folder, FORM, System.getenv("PATH"));
        String uri = first.uri();
        assertThat(second.uri()).isEqualTo(uri);
        on(uri, commands -> commands.set("key", "value"));
        assertThat(containers()).isEqualTo(1);

        first.close();
        assertThat(on(uri, commands -> commands.get("key"))).isEqualTo("value");
        second.kill();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(processesIn(folder)).isEmpty());
        assertThat(containers()).isZero();
        try (EmbeddedRedis redis = EmbeddedRedis.open(folder, FORM)) {
            assertThat(on(redis.uri(), commands -> commands.get("key"))).isEqualTo("value");
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(processesIn(folder)).isEmpty());
    }

    /** How many containers have this folder mounted. */
    private long containers() {
        return DockerClientFactory.lazyClient().listContainersCmd().exec().stream()
                .filter(container -> container.getMounts().stream()
                        .anyMatch(mount -> String.valueOf(mount.getSource()).startsWith(folder.toString())))
                .count();
    }
}
