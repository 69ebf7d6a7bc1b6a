package dev.tandem.online.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tandem.online.OnlineStoreException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class EmbeddedRedisTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path temporary;

    private final List<EmbeddedRedisUser> users = new ArrayList<>();

    @AfterEach
    void no_process_stays_behind() {
        users.forEach(EmbeddedRedisUser::kill);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(processesIn(folder())).isEmpty());
    }

    @Test
    void a_later_server_finds_the_data_of_an_earlier_one() {
        try (EmbeddedRedis redis = EmbeddedRedis.open(folder())) {
            on(redis.uri(), commands -> commands.set("key", "value"));
        }
        waitUntilStopped();

        try (EmbeddedRedis redis = EmbeddedRedis.open(folder())) {
            assertThat(on(redis.uri(), commands -> commands.get("key"))).isEqualTo("value");
        }
    }

    @Test
    void two_handles_of_one_process_share_a_server_until_both_are_closed() {
        EmbeddedRedis first = EmbeddedRedis.open(folder());
        EmbeddedRedis second = EmbeddedRedis.open(folder());
        assertThat(first.uri()).isEqualTo(second.uri());

        first.close();
        first.close();
        assertThat(on(second.uri(), RedisCommands::ping)).isEqualTo("PONG");

        second.close();
        waitUntilStopped();
    }

    @Test
    void two_processes_share_a_server_and_the_last_one_out_stops_it() {
        EmbeddedRedisUser other = user();
        String uri = other.uri();
        EmbeddedRedis redis = EmbeddedRedis.open(folder());
        assertThat(redis.uri()).isEqualTo(uri);
        long server = serverAt(uri);

        other.close();
        assertThat(serverAt(uri)).isEqualTo(server);

        redis.close();
        await().atMost(PATIENCE).until(() -> ProcessHandle.of(server).isEmpty());
    }

    @Test
    void a_user_that_is_killed_lets_go_of_the_server() {
        EmbeddedRedisUser first = user();
        EmbeddedRedisUser second = user();
        String uri = first.uri();
        assertThat(second.uri()).isEqualTo(uri);
        on(uri, commands -> commands.set("key", "value"));

        first.kill();
        assertThat(on(uri, RedisCommands::ping)).isEqualTo("PONG");
        second.kill();

        waitUntilStopped();
        try (EmbeddedRedis redis = EmbeddedRedis.open(folder())) {
            assertThat(on(redis.uri(), commands -> commands.get("key"))).isEqualTo("value");
        }
    }

    @Test
    void eight_processes_that_start_at_once_get_one_server() {
        List<EmbeddedRedisUser> eight =
                IntStream.range(0, 8).mapToObj(n -> user()).toList();

        assertThat(eight.stream().map(EmbeddedRedisUser::uri).distinct()).hasSize(1);
        assertThat(processesIn(folder().resolve("data"))).hasSize(1);
    }

    @Test
    void one_who_comes_while_the_last_one_leaves_gets_a_server() {
        for (int i = 0; i < 10; i++) {
            EmbeddedRedis.open(folder()).close();
            try (EmbeddedRedis redis = EmbeddedRedis.open(folder())) {
                assertThat(on(redis.uri(), RedisCommands::ping)).isEqualTo("PONG");
            }
        }
    }

    @Test
    void users_that_are_killed_at_any_moment_leave_neither_processes_nor_a_folder_that_cannot_be_opened()
            throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 8; i++) {
            List<EmbeddedRedisUser> two = List.of(user(), user());
            Thread.sleep(random.nextInt(900));
            two.forEach(EmbeddedRedisUser::kill);
        }
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(processesIn(folder())).as("seed %d", seed).isEmpty());

        try (EmbeddedRedis redis = EmbeddedRedis.open(folder())) {
            assertThat(on(redis.uri(), RedisCommands::ping)).as("seed %d", seed).isEqualTo("PONG");
        }
    }

    @Test
    void after_everything_was_killed_at_once_the_stale_files_do_no_harm() {
        EmbeddedRedisUser user = user();
        String uri = user.uri();
        on(uri, commands -> commands.set("key", "value"));
        await().untilAsserted(() ->
                assertThat(on(uri, commands -> commands.info("persistence"))).contains("aof_pending_bio_fsync:0"));
        processesIn(folder()).forEach(process -> process.destroyForcibly());
        user.kill();
        assertThat(folder().resolve("guard")).exists();

        try (EmbeddedRedis redis = EmbeddedRedis.open(folder())) {
            assertThat(on(redis.uri(), commands -> commands.get("key"))).isEqualTo("value");
        }
    }

    @Test
    void an_id_of_a_stale_file_that_now_belongs_to_another_process_is_not_taken_for_the_guard() throws Exception {
        EmbeddedRedis.open(folder()).close();
        waitUntilStopped();
        Process bystander = new ProcessBuilder("sleep", "600").start();
        try {
            Path guard = folder().resolve("guard");
            Files.writeString(guard, bystander.pid() + " " + bystander.pid());
            Files.setLastModifiedTime(guard, FileTime.from(Instant.now().minus(Duration.ofHours(1))));

            EmbeddedRedis.open(folder()).close();

            assertThat(bystander.isAlive()).isTrue();
        } finally {
            bystander.destroyForcibly();
        }
    }

    @Test
    void users_of_a_server_that_crashed_find_the_next_one_at_the_same_address() {
        EmbeddedRedisUser user = user();
        String uri = user.uri();
        ProcessHandle.of(serverAt(uri)).orElseThrow().destroyForcibly();
        await().atMost(PATIENCE).until(() -> Files.notExists(folder().resolve("guard")));

        EmbeddedRedisUser next = user();
        assertThat(next.uri()).isEqualTo(uri);

        next.close();
        assertThat(on(uri, RedisCommands::ping)).isEqualTo("PONG");
    }

    @Test
    void a_server_whose_guard_was_killed_is_ended_before_another_writes_its_data() {
        EmbeddedRedisUser user = user();
        String uri = user.uri();
        on(uri, commands -> commands.set("key", "value"));
        long orphan = serverAt(uri);
        killGuards(orphan);
        user.kill();

        try (EmbeddedRedis redis = EmbeddedRedis.open(folder())) {
            assertThat(redis.uri()).isEqualTo(uri);
            assertThat(serverAt(uri)).isNotEqualTo(orphan);
            assertThat(on(uri, commands -> commands.get("key"))).isEqualTo("value");
            assertThat(processesIn(folder().resolve("data"))).hasSize(1);
        }
    }

    @Test
    void a_server_without_guard_that_does_not_answer_is_ended_too() throws Exception {
        EmbeddedRedisUser user = user();
        String uri = user.uri();
        long orphan = serverAt(uri);
        killGuards(orphan);
        user.kill();
        new ProcessBuilder("kill", "-STOP", "" + orphan).start().waitFor();

        try (EmbeddedRedis redis = EmbeddedRedis.open(folder())) {
            assertThat(redis.uri()).isEqualTo(uri);
            await().atMost(PATIENCE).until(() -> ProcessHandle.of(orphan).isEmpty());
        }
    }

    private void killGuards(long server) {
        processesIn(folder()).filter(process -> process.pid() != server).forEach(ProcessHandle::destroyForcibly);
        await().atMost(PATIENCE).until(() -> processesIn(folder()).count() == 1);
    }

    @Test
    void a_port_that_somebody_else_took_meanwhile_is_left_to_them() throws Exception {
        EmbeddedRedis.open(folder()).close();
        waitUntilStopped();
        String address = Files.readString(folder().resolve("address"));

        try (ServerSocket stranger = new ServerSocket(Integer.parseInt(address.split(" ")[0]));
                EmbeddedRedis redis = EmbeddedRedis.open(folder())) {
            assertThat(redis.uri())
                    .doesNotContain(":" + stranger.getLocalPort())
                    .doesNotContain(address.split(" ")[1].strip());
            assertThat(on(redis.uri(), RedisCommands::ping)).isEqualTo("PONG");
        }
    }

    @Test
    void ctrl_c_in_a_terminal_does_not_reach_the_server_for_it_has_a_session_of_its_own() {
        try (EmbeddedRedis redis = EmbeddedRedis.open(folder())) {
            long server = serverAt(redis.uri());
            long own = ProcessHandle.current().pid();
            assertThat(sessionOf(server)).isNotEqualTo(sessionOf(own));
            assertThat(processesIn(folder())
                            .map(process -> sessionOf(process.pid()))
                            .distinct())
                    .containsExactly(sessionOf(server));
        }
    }

    @Test
    void the_server_listens_on_this_machine_only_and_asks_for_a_password_that_only_its_owner_can_read()
            throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.open(folder())) {
            String password =
                    Files.readString(folder().resolve("address")).strip().split(" ")[1];

            assertThat(redis.uri()).startsWith("redis://:" + password + "@127.0.0.1:");
            assertThat(redis.toString()).doesNotContain(password);
            assertThat(on(redis.uri(), commands -> commands.configGet("bind").get("bind")))
                    .isEqualTo("127.0.0.1");
            assertThatThrownBy(() -> on(redis.uri().replace(password, "wrong"), RedisCommands::ping))
                    .isInstanceOf(RedisException.class);
            for (String file : List.of("address", "redis.conf")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder().resolve(file))))
                        .isEqualTo("rw-------");
            }
            assertThat(processesIn(folder()).map(process -> process.info().toString()))
                    .noneMatch(text -> text.contains(password));
        }
    }

    @Test
    void a_redis_server_on_the_path_is_used_when_configured() throws IOException {
        Path programs = Files.createDirectory(temporary.resolve("programs"));
        Files.createSymbolicLink(
                programs.resolve("redis-server"), RedisProgram.bundled(temporary.resolve("elsewhere")));

        EmbeddedRedisUser user = user("embedded:path", programs + ":" + System.getenv("PATH"));

        assertThat(on(user.uri(), RedisCommands::ping)).isEqualTo("PONG");
        assertThat(folder().resolve("bin")).doesNotExist();
    }

    @Test
    void a_form_that_does_not_exist_is_refused_and_the_others_are_told() {
        assertThatThrownBy(() -> EmbeddedRedis.open(folder(), "embedded:postgres"))
                .isInstanceOf(OnlineStoreException.class)
                .hasMessageContaining("embedded:postgres")
                .hasMessageContaining("embedded:path");
    }

    @Test
    void a_folder_that_cannot_be_made_is_an_error_that_names_it() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));

        assertThatThrownBy(() -> EmbeddedRedis.open(file.resolve("redis")))
                .isInstanceOf(OnlineStoreException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void a_server_that_does_not_start_is_an_error_with_the_end_of_its_log() throws IOException {
        EmbeddedRedis.open(folder()).close();
        waitUntilStopped();
        Files.writeString(folder().resolve("data/appendonly.aof"), "this is no log of Redis");

        assertThatThrownBy(() -> EmbeddedRedis.open(folder()))
                .isInstanceOf(OnlineStoreException.class)
                .hasMessageContaining("did not start")
                .hasMessageContaining("Bad file format");
    }

    private Path folder() {
        return temporary.resolve("a folder with spaces/redis");
    }

    private EmbeddedRedisUser user() {
        return user("embedded", System.getenv("PATH"));
    }

    private EmbeddedRedisUser user(String form, String path) {
        EmbeddedRedisUser user = EmbeddedRedisUser.start(folder(), form, path);
        users.add(user);
        return user;
    }

    private void waitUntilStopped() {
        await().atMost(PATIENCE).until(() -> processesIn(folder()).findAny().isEmpty());
    }

    /** The processes that work in a folder or below it: those of a server and its guard do, whatever their names are. */
    static Stream<ProcessHandle> processesIn(Path folder) {
        return ProcessHandle.allProcesses().filter(process -> {
            try {
                return Path.of("/proc/" + process.pid() + "/cwd").toRealPath().startsWith(folder.toRealPath());
            } catch (IOException goneOrNotOurs) {
                return false;
            }
        });
    }

    private static long sessionOf(long process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
            return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long serverAt(String uri) {
        Matcher found = Pattern.compile("process_id:(\\d+)").matcher(on(uri, commands -> commands.info("server")));
        assertThat(found.find()).isTrue();
        return Long.parseLong(found.group(1));
    }

    static String on(String uri, Function<RedisCommands<String, String>, String> question) {
        try (RedisClient client = RedisClient.create(uri)) {
            return question.apply(client.connect().sync());
        }
    }
}
