package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Project;
import dev.tandem.online.FeatureRow;
import dev.tandem.online.OnlineSettings;
import dev.tandem.online.OnlineStore;
import dev.tandem.online.RowAddress;
import dev.tandem.online.ViewTarget;
import dev.tandem.online.ViewWriter;
import dev.tandem.online.WriteReport;
import dev.tandem.registry.Registry;
import dev.tandem.registry.RegistryState;
import dev.tandem.row.EntityKey;
import dev.tandem.row.Micros;
import dev.tandem.row.RowWriter;
import dev.tandem.row.ValueSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A project with a registry of its own and a place in a Redis, and a server of it on a port of its own. The clock stands at {@link #NOW}
 * until it is set.
 */
final class TestProject implements AutoCloseable {
    static final Instant NOW = Instant.parse("2013-12-31T23:59:59.500Z");
    static final ObjectMapper JSON = new ObjectMapper();

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    final String name;
    final Registry registry;
    final OnlineStore store;
    volatile Instant now = NOW;
    private @Nullable FeatureServer server;

    private TestProject(String name, Registry registry, OnlineStore store) {
        this.name = name;
        this.registry = registry;
        this.store = store;
    }

    /** An answer, its body read as JSON unless it is none. */
    record Answer(int status, JsonNode body, HttpResponse<String> http) {
        /** The values of a feature, as JSON text. */
        String values(String feature) {
            return result(feature).path("values").toString();
        }

        String statuses(String feature) {
            return result(feature).path("statuses").toString();
        }

        String times(String feature) {
            return result(feature).path("event_timestamps").toString();
        }

        private JsonNode result(String feature) {
            JsonNode names = body.path("metadata").path("feature_names");
            for (int i = 0; i < names.size(); i++) {
                if (names.get(i).textValue().equals(feature)) {
                    return body.path("results").get(i);
                }
            }
            throw new AssertionError("no " + feature + " in " + body);
        }

        /** What is said of the first mistake. */
        String message() {
            return body.path("detail").path(0).path("msg").asText();
        }

        /** Where the first mistake is. */
        String location() {
            return body.path("detail").path(0).path("loc").toString();
        }
    }

    static TestProject open(String name, Path folder, String redis) {
        return open(name, folder, redis, OnlineSettings.DEFAULT);
    }

    static TestProject open(String name, Path folder, String redis, OnlineSettings settings) {
        TestProject[] self = new TestProject[1];
        Registry registry =
                Registry.open(folder.resolve("registry.db").toString(), () -> self[0] == null ? NOW : self[0].now);
        self[0] = new TestProject(name, registry, OnlineStore.connect(redis, name, settings));
        return self[0];
    }

    /** Applies definitions, written as definition files are. */
    RegistryState apply(String yaml) {
        Definitions definitions =
                DefinitionFiles.parse(new Project(name, About.NOTHING), Map.of("features.yaml", yaml));
        return registry.apply(registry.plan(definitions), "tester");
    }

    /** Writes a row to the online store, as a materialisation would. */
    WriteReport write(String view, List<?> key, String eventTime, List<?> values) {
        RegistryState state = registry.findLatest(name).orElseThrow();
        ViewWriter writer = ViewWriter.of(store, ViewTarget.of(state.definitions(), state.stored(view)), () -> now);
        return writer.push(List.of(new FeatureRow(
                ValueSource.of(key),
                Micros.of(Instant.parse(eventTime)),
                RowWriter.NO_CREATED_TIME,
                ValueSource.of(values))));
    }

    /** Erases the row of an entity. */
    void erase(String view, List<?> key) {
        RegistryState state = registry.findLatest(name).orElseThrow();
        ViewTarget target = ViewTarget.of(state.definitions(), state.stored(view));
        byte[] packed = EntityKey.pack(target.keyTypes(), ValueSource.of(key)).orElseThrow();
        store.erase(List.of(new RowAddress(target.generation(), packed)));
    }

    FeatureServer serve() {
        return serve(settings -> settings);
    }

    /** Ends the server, as a person would with Ctrl-C. */
    void stopServing() {
        if (server != null) {
            server.close();
        }
    }

    FeatureServer serve(UnaryOperator<ServerSettings> change) {
        stopServing();
        ServerSettings settings =
                change.apply(ServerSettings.LOCAL.withPort(0).withRegistryPoll(Duration.ofMillis(20)));
        FeatureServer started = FeatureServer.start(settings, registry, store, name, () -> now);
        server = started;
        return started;
    }

    URI uri(String path) {
        if (server == null) {
            throw new IllegalStateException("not served yet");
        }
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    Answer get(String path, String... headers) {
        return send(request(path, headers).GET().build());
    }

    Answer post(String path, String body, String... headers) {
        return send(request(path, headers).POST(BodyPublishers.ofString(body)).build());
    }

    /** Reads features in the shape of Feast's clients. */
    Answer read(String body) {
        return post("/get-online-features", body);
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request;
    }

    /** Sends a request, and holds the answer against openapi.json. */
    static Answer send(HttpRequest request) {
        try {
            Answer answer = answer(HTTP.send(request, BodyHandlers.ofString()));
            assertThat(OpenApi.DOCUMENT.problems(
                            request.method(),
                            request.uri().getPath(),
                            answer.status(),
                            answer.http().headers().firstValue("Content-Type").orElse(""),
                            answer.body()))
                    .as(
                            "%s %s: %s",
                            request.method(), request.uri(), answer.http().body())
                    .isEmpty();
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Answer answer(HttpResponse<String> response) throws IOException {
        boolean json = response.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
        return new Answer(response.statusCode(), json ? JSON.readTree(response.body()) : JSON.missingNode(), response);
    }

    @Override
    public void close() {
        stopServing();
        store.close();
        registry.close();
    }
}
