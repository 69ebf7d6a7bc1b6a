package dev.tandem.cli.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.cli.parity.ProjectCase.SourceRow;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Failing projects are made small before anybody has to read them. */
class ReductionTest {
    private static final long SEED = 7;

    @Test
    void what_does_not_matter_is_left_out() {
        ProjectCase project = MadeUpProject.of(SEED, 40);
        SourceRow culprit = project.sources().get(0).rows().get(3);
        Map<String, @Nullable Object> asked = project.asked().get(17);

        ProjectCase small = new Reduction(1_000, each -> has(each, culprit, asked)).of(project);

        assertThat(small.asked()).containsExactly(asked);
        assertThat(small.sources())
                .singleElement()
                .satisfies(source -> assertThat(source.rows()).containsExactly(culprit));
        assertThat(small.service()).hasSize(1);
        assertThat(small.views()).hasSize(1);
        assertThat(small.entities()).hasSize(1);
        assertThat(small.steps())
                .singleElement()
                .satisfies(step -> assertThat(step.asks()).hasSize(1));
    }

    @Test
    void when_there_were_enough_tries_the_smallest_so_far_is_shown() {
        ProjectCase project = MadeUpProject.of(SEED, 40);
        ProjectCase small = new Reduction(2, each -> true).of(project);
        assertThat(small.asked()).hasSizeLessThan(40);
        assertThat(small.sources()).hasSameSizeAs(project.sources());
    }

    private static boolean has(ProjectCase project, SourceRow row, Map<String, @Nullable Object> asked) {
        return project.asked().stream().anyMatch(each -> each == asked)
                && project.sources().stream()
                        .anyMatch(source -> source.rows().stream().anyMatch(each -> Objects.equals(each, row)));
    }
}
