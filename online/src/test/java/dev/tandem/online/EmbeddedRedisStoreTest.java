package dev.tandem.online;

import static org.awaitility.Awaitility.await;

import dev.tandem.online.embedded.EmbeddedRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The store on the embedded server, which needs nothing but what the build brings. */
class EmbeddedRedisStoreTest extends SingleServerContract {
    private static Path folder;
    private static EmbeddedRedis redis;

    @BeforeAll
    static void start(@TempDir Path temporary) {
        folder = temporary;
        redis = EmbeddedRedis.open(folder);
    }

    @AfterAll
    static void stop() {
        redis.close();
        await().until(() -> Files.notExists(folder.resolve("guard")));
    }

    @Override
    String uri() {
        return redis.uri();
    }

    @Override
    void pause() {
        signal("STOP");
    }

    @Override
    void resume() {
        signal("CONT");
    }

    private static void signal(String name) {
        try {
            String server = Files.readString(folder.resolve("guard")).strip().split(" ")[1];
            new ProcessBuilder("kill", "-" + name, server).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
