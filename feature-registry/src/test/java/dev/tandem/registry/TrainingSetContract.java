package dev.tandem.registry;

import static dev.tandem.registry.SampleDefinitions.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Training sets that were written. */
interface TrainingSetContract extends RegistryPlace {

    private static WrittenTrainingSet written(String location, Instant at) {
        return new WrittenTrainingSet(location, "arrival_delay", 3, at, 336_776, "00000000000000ff");
    }

    @Test
    default void training_sets_are_remembered_newest_first() {
        registry().remember(PROJECT, written("/sets/january", NOON));
        registry().remember(PROJECT, written("s3a://sets/july", NOON.plusSeconds(1)));

        assertThat(registry().trainingSets(PROJECT))
                .containsExactly(written("s3a://sets/july", NOON.plusSeconds(1)), written("/sets/january", NOON));
        assertThat(registry().trainingSets("other")).isEmpty();
    }

    @Test
    default void a_training_set_takes_the_place_of_the_one_that_was_there() {
        registry().remember(PROJECT, written("/sets/january", NOON));
        registry().remember(PROJECT, written("/sets/january", NOON.plusSeconds(1)));

        assertThat(registry().trainingSets(PROJECT)).containsExactly(written("/sets/january", NOON.plusSeconds(1)));
    }
}
