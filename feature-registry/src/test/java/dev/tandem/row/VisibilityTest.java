package dev.tandem.row;

import static dev.tandem.definition.Source.Availability.From.CREATED_TIME;
import static dev.tandem.definition.Source.Availability.From.EVENT_TIME;
import static dev.tandem.row.RowWriter.NO_CREATED_TIME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.About;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Origin;
import dev.tandem.definition.Source;
import dev.tandem.definition.Source.Availability;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The rules of docs/semantics.md, "Point in time". */
class VisibilityTest {

    @Test
    void a_row_as_old_as_the_ttl_still_counts_and_one_microsecond_later_does_not() {
        Visibility threeHours = new Visibility(10_800_000_000L, EVENT_TIME, 0);

        assertThat(threeHours.outlivedAt(10_800_000_005L, 5)).isFalse();
        assertThat(threeHours.outlivedAt(10_800_000_006L, 5)).isTrue();
    }

    @Test
    void without_a_ttl_a_row_counts_for_ever() {
        Visibility forEver = new Visibility(Visibility.NO_TTL, EVENT_TIME, 0);

        assertThat(forEver.outlivedAt(Long.MAX_VALUE, Long.MIN_VALUE)).isFalse();
    }

    @Test
    void a_row_counts_from_its_event_time_on() {
        Visibility visibility = new Visibility(10, EVENT_TIME, 0);

        assertThat(visibility.knownAt(4, 5, NO_CREATED_TIME)).isFalse();
        assertThat(visibility.knownAt(5, 5, NO_CREATED_TIME)).isTrue();
    }

    @Test
    void with_available_after_a_row_counts_when_the_lag_has_passed() {
        Visibility visibility = new Visibility(100, EVENT_TIME, 10);

        assertThat(visibility.knownAt(14, 5, 0)).isFalse();
        assertThat(visibility.knownAt(15, 5, 0)).isTrue();
    }

    @Test
    void with_available_created_time_a_row_counts_once_it_had_been_ingested_but_never_before_it_happened() {
        Visibility visibility = new Visibility(100, CREATED_TIME, 0);

        assertThat(visibility.knownAt(7, 5, 8)).isFalse();
        assertThat(visibility.knownAt(8, 5, 8)).isTrue();
        assertThat(visibility.knownAt(3, 5, 3)).isFalse();
    }

    @Test
    void a_row_that_does_not_say_when_it_was_ingested_never_counts_where_that_decides() {
        Visibility visibility = new Visibility(100, CREATED_TIME, 0);

        assertThat(visibility.knownAt(Long.MAX_VALUE, 5, NO_CREATED_TIME)).isFalse();
    }

    @Test
    void times_at_the_end_of_the_range_do_not_wrap_around() {
        Visibility visibility = new Visibility(Long.MAX_VALUE - 1, EVENT_TIME, Long.MAX_VALUE - 1);

        assertThat(visibility.lastInstant(Long.MAX_VALUE - 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(visibility.availableAt(Long.MAX_VALUE - 1, 0)).isEqualTo(Long.MAX_VALUE);
        assertThat(visibility.outlivedAt(Long.MAX_VALUE, Long.MIN_VALUE)).isTrue();
    }

    @Test
    void it_is_what_the_view_and_its_source_declare() {
        Source source = new Source(
                "s",
                new Origin.Table("parquet", Optional.of("p"), Optional.empty(), Map.of()),
                Optional.of("t"),
                Optional.of("c"),
                new Availability(CREATED_TIME, Duration.ofMinutes(15)),
                ZoneOffset.UTC,
                Duration.ZERO,
                About.NOTHING);

        assertThat(Visibility.of(view(Optional.of(Duration.ofHours(3))), source))
                .isEqualTo(new Visibility(10_800_000_000L, CREATED_TIME, 900_000_000L));
        assertThat(Visibility.of(view(Optional.empty()), source).ttl()).isEqualTo(Visibility.NO_TTL);
    }

    private static FeatureView view(Optional<Duration> ttl) {
        return new FeatureView("v", List.of("e"), "s", Map.of(), ttl, true, Optional.empty(), List.of(), About.NOTHING);
    }
}
