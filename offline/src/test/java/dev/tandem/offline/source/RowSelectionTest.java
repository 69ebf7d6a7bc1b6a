package dev.tandem.offline.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.Source.Availability.From;
import dev.tandem.offline.source.RowSelection.By;
import dev.tandem.row.RowWriter;
import dev.tandem.row.Visibility;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The interval rule, tried out on every row, every cursor and every end within some instants. */
class RowSelectionTest {
    private static final int INSTANTS = 6;

    /** A row, a declaration of when it is known, and a run. */
    private interface Trial {
        void run(Visibility visibility, long eventTime, long createdTime, long cursor, long to);
    }

    private static void everyTrial(Trial trial) {
        for (From from : From.values()) {
            for (int after = 0; after <= 2; after++) {
                Visibility visibility = new Visibility(Visibility.NO_TTL, from, after);
                instants()
                        .forEach(eventTime -> LongStream.concat(LongStream.of(RowWriter.NO_CREATED_TIME), instants())
                                .forEach(createdTime -> instants()
                                        .forEach(cursor -> LongStream.range(cursor, INSTANTS)
                                                .forEach(to ->
                                                        trial.run(visibility, eventTime, createdTime, cursor, to)))));
            }
        }
    }

    private static LongStream instants() {
        return LongStream.range(0, INSTANTS);
    }

    private static String named(Visibility visibility, long eventTime, long createdTime, long cursor, long to) {
        return "%s, event %d, created %d, cursor %d, to %d".formatted(visibility, eventTime, createdTime, cursor, to);
    }

    @Test
    void no_run_takes_a_row_that_is_not_known_at_its_end() {
        everyTrial((visibility, eventTime, createdTime, cursor, to) -> {
            boolean known = visibility.knownAt(to, eventTime, createdTime);
            for (By by : By.values()) {
                assertThat(new RowSelection(by, cursor, to, visibility).takes(eventTime, createdTime) && !known)
                        .as(named(visibility, eventTime, createdTime, cursor, to))
                        .isFalse();
            }
        });
    }

    @Test
    void an_incremental_run_takes_whatever_became_visible_since_the_cursor() {
        everyTrial((visibility, eventTime, createdTime, cursor, to) -> {
            boolean wasVisible = visibility.knownAt(cursor, eventTime, createdTime);
            boolean isVisible = visibility.knownAt(to, eventTime, createdTime);
            if (isVisible && !wasVisible) {
                assertThat(new RowSelection(By.ARRIVAL, cursor, to, visibility).takes(eventTime, createdTime))
                        .as(named(visibility, eventTime, createdTime, cursor, to))
                        .isTrue();
            }
        });
    }

    @Test
    void an_incremental_run_takes_whatever_was_ingested_since_the_cursor_however_old() {
        everyTrial((visibility, eventTime, createdTime, cursor, to) -> {
            if (createdTime > cursor && visibility.knownAt(to, eventTime, createdTime)) {
                assertThat(new RowSelection(By.ARRIVAL, cursor, to, visibility).takes(eventTime, createdTime))
                        .as(named(visibility, eventTime, createdTime, cursor, to))
                        .isTrue();
            }
        });
    }

    @Test
    void an_incremental_run_leaves_out_what_an_earlier_one_saw() {
        everyTrial((visibility, eventTime, createdTime, cursor, to) -> {
            if (visibility.knownAt(cursor, eventTime, createdTime) && createdTime <= cursor) {
                assertThat(new RowSelection(By.ARRIVAL, cursor, to, visibility).takes(eventTime, createdTime))
                        .as(named(visibility, eventTime, createdTime, cursor, to))
                        .isFalse();
            }
        });
    }

    @Test
    void a_run_from_the_beginning_takes_all_that_is_known() {
        everyTrial((visibility, eventTime, createdTime, cursor, to) -> {
            for (By by : By.values()) {
                assertThat(new RowSelection(by, RowSelection.BEGINNING, to, visibility).takes(eventTime, createdTime))
                        .as(named(visibility, eventTime, createdTime, cursor, to))
                        .isEqualTo(visibility.knownAt(to, eventTime, createdTime));
            }
        });
    }

    @Test
    void an_interval_begins_after_its_start_and_includes_its_end() {
        Visibility visibility = new Visibility(Visibility.NO_TTL, From.EVENT_TIME, 0);
        RowSelection interval = new RowSelection(By.EVENT_TIME, 1, 3, visibility);

        assertThat(instants().filter(time -> interval.takes(time, RowWriter.NO_CREATED_TIME)))
                .containsExactly(2L, 3L);
    }
}
