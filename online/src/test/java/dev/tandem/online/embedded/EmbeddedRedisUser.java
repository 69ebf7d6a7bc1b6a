package dev.tandem.online.embedded;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Another process that opens an embedded Redis: says where it is, and holds it until its standard input ends or it is killed. */
final class EmbeddedRedisUser implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    private EmbeddedRedisUser(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The program of the other process: folder, form. */
    public static void main(String[] args) throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.open(Path.of(args[0]), args[1])) {
            System.out.println(redis.uri());
            System.in.transferTo(System.err);
        }
    }

    static EmbeddedRedisUser start(Path folder) {
        return start(folder, "embedded", System.getenv("PATH"));
    }

    /** Starts one; {@link #uri} tells when it has got its server. */
    static EmbeddedRedisUser start(Path folder, String form, String path) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EmbeddedRedisUser.class.getName(),
                        folder.toString(),
                        form)
                .redirectError(new File("/dev/null"));
        builder.environment().put("PATH", path);
        try {
            return new EmbeddedRedisUser(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the server serves. */
    String uri() {
        try {
            return Objects.requireNonNull(out.readLine(), "the user ended without a server");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it as {@code kill -9} does, whatever it is doing. */
    void kill() {
        process.destroyForcibly();
        join();
    }

    /** Lets it close the server and end. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        join();
    }

    private void join() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the user does not end");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
