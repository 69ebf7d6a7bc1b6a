package dev.tandem.online.embedded;

import static dev.tandem.online.embedded.EmbeddedRedisTest.on;
import static dev.tandem.online.embedded.EmbeddedRedisTest.processesIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tandem.online.OnlineStoreException;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;

/** The shared server in a container, wherever a Docker engine has an image. */
@Timeout(180)
class EmbeddedRedisInDockerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FORM = "embedded:docker:" + DockerEngine.redisImage();

    @TempDir
    private Path folder;

    @BeforeAll
    static void there_is_an_engine() {
        DockerEngine.assumeRedisImageAndCommand();
    }

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

    @Test
    void an_image_that_cannot_be_pulled_is_an_error_that_names_cause_and_remedy() {
        assertThatThrownBy(() -> EmbeddedRedis.open(folder, "embedded:docker:127.0.0.1:1/redis:7"))
                .isInstanceOf(OnlineStoreException.class)
                .hasMessageContaining("127.0.0.1:1/redis:7")
                .hasMessageContaining("refused")
                .hasMessageContaining("embedded:docker:IMAGE");
        assertThat(processesIn(folder)).isEmpty();
    }

    @Test
    void a_registry_that_never_answers_is_not_waited_for_without_end() throws IOException {
        try (ServerSocket silent =
                new ServerSocket(0, 50, RedisProbe.loopback(0).getAddress())) {
            DockerImage image = new DockerImage(
                    RedisProgram.findOnPath("docker").orElseThrow(), "127.0.0.1:" + silent.getLocalPort() + "/redis:7");

            assertThatThrownBy(() -> image.ensure(Duration.ofSeconds(2)))
                    .isInstanceOf(OnlineStoreException.class)
                    .hasMessageContaining("had not ended after 2 s");
        }
    }

    /** How many containers have this folder mounted. */
    private long containers() {
        return DockerClientFactory.lazyClient().listContainersCmd().exec().stream()
                .filter(container -> container.getMounts().stream()
                        .anyMatch(mount -> String.valueOf(mount.getSource()).startsWith(folder.toString())))
                .count();
    }
}
