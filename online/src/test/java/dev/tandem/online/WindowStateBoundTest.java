package dev.tandem.online;

import static dev.tandem.row.RowWriter.NO_CREATED_TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Project;
import dev.tandem.online.embedded.LocalRedis;
import dev.tandem.registry.StoredView;
import dev.tandem.row.EntityKey;
import dev.tandem.row.Micros;
import dev.tandem.row.RowSchema;
import dev.tandem.row.ValueSource;
import dev.tandem.transform.EventReader;
import dev.tandem.transform.window.EntityWindows;
import dev.tandem.transform.window.StateTooLargeException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No more is stored of an entity's windows than {@link EntityWindows#MOST_BYTES}. */
class WindowStateBoundTest {
    private static final Instant NOW = Instant.parse("2013-12-31T00:00:00Z");
    private static final String LONG_NOTE = "x".repeat(10_000);
    private static final int FITTING = 400;

    private static final Definitions DEFINITIONS =
            DefinitionFiles.parse(new Project("test", About.NOTHING), Map.of("features.yaml", """
            entities: {airport: {keys: {airport: STRING}}}
            sources:
              notes: {format: parquet, path: notes.parquet, event_time: at, event_id: id, columns: {id: INT64, note: STRING}}
            views:
              newest_notes:
                entities: [airport]
                source: notes
                aggregations:
                  - {function: last_k, column: note, k: 1000, windows: [1d]}
            """));

    private static final ViewTarget TARGET =
            ViewTarget.of(DEFINITIONS, new StoredView("newest_notes", 1, List.of(RowSchema.of(0, List.of()))));

    private static LocalRedis redis;

    private OnlineStore store;

    @BeforeAll
    static void start(@TempDir Path folder) {
        redis = LocalRedis.start(folder);
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @BeforeEach
    void connect() {
        store = OnlineStore.connect(redis.uri(), "test" + new Random().nextLong(), OnlineSettings.DEFAULT);
    }

    @AfterEach
    void disconnect() {
        store.close();
    }

    @Test
    void a_push_that_would_make_a_state_too_large_is_rejected_and_changes_nothing() {
        assertThat(writer().push(notes("JFK", 0, FITTING))).isEqualTo(new WriteReport(FITTING, 0, Map.of()));
        byte[] before = stored("JFK");
        List<FeatureRow> more = notes("JFK", FITTING - 1, FITTING + 40);

        WriteReport report = writer().push(more);

        assertThat(report).isEqualTo(new WriteReport(0, 1, Map.of(Rejection.TOO_LARGE, 40L)));
        assertThat(stored("JFK")).isEqualTo(before);
        assertThat(before.length).isBetween(FITTING * 10_000, EntityWindows.MOST_BYTES);
        assertThat(writer().push(notes("LGA", 0, 1))).as("another entity").isEqualTo(new WriteReport(1, 0, Map.of()));
    }

    @Test
    void a_base_that_is_too_large_with_what_was_pushed_after_it_is_refused_and_changes_nothing() {
        writer().push(notes("JFK", 0, FITTING));
        byte[] before = stored("JFK");
        EntityWindows.Base base = new EntityWindows.Base(form().plan(), Micros.of(NOW.minusSeconds(1)));
        EventReader reader = form().reader((condition, cause) -> {
            throw new AssertionError(cause);
        });
        notes("JFK", FITTING, FITTING + 40).stream()
                .map(note ->
                        reader.read(note.eventTime() - 2_000_000, note.values()).orElseThrow())
                .forEach(base::add);
        EntityRow row = new EntityRow(key("JFK"), base.build().write());

        assertThatThrownBy(() -> writer().write(List.of(row)))
                .isInstanceOf(StateTooLargeException.class)
                .hasMessageMatching(
                        "The windows of view 'newest_notes' take 4,4\\d\\d,\\d{3} bytes or more for the entity \\[JFK], and"
                                + " at most 4,194,304 are kept of one online\\. Declare a coarser resolution, fewer or shorter windows, or"
                                + " 'online: false' to have them in training sets only\\.");
        assertThat(stored("JFK")).isEqualTo(before);
    }

    private ViewWriter writer() {
        return ViewWriter.of(store, TARGET, InstantSource.fixed(NOW));
    }

    private static EventReader.Form form() {
        return Objects.requireNonNull(TARGET.events());
    }

    /** All of the last moment. */
    private static List<FeatureRow> notes(String airport, int fromId, int toId) {
        return IntStream.range(fromId, toId)
                .mapToObj(id -> new FeatureRow(
                        ValueSource.of(List.of(airport)),
                        Micros.of(NOW),
                        NO_CREATED_TIME,
                        ValueSource.of(List.of((long) id, LONG_NOTE))))
                .toList();
    }

    private static byte[] key(String airport) {
        return EntityKey.pack(TARGET.keyTypes(), ValueSource.of(List.of(airport)))
                .orElseThrow();
    }

    private byte[] stored(String airport) {
        return Objects.requireNonNull(store.read(List.of(new RowAddress(TARGET.generation(), key(airport))))
                .join()
                .get(0));
    }
}
