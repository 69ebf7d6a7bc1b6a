package dev.tandem.online;

import dev.tandem.online.embedded.LocalRedis;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class LocalRedisStoreTest extends SingleServerContract {
    private static LocalRedis redis;

    @BeforeAll
    static void start(@TempDir Path folder) {
        redis = LocalRedis.start(folder);
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Override
    String uri() {
        return redis.uri();
    }

    @Override
    void pause() {
        redis.pause();
    }

    @Override
    void resume() {
        redis.resume();
    }
}
