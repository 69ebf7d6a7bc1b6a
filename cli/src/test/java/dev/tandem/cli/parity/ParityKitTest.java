package dev.tandem.cli.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The parity law, on projects made up from seeds, for a while. */
class ParityKitTest {
    private static final Duration FOR = Duration.ofSeconds(10);

    @Test
    void what_is_served_is_what_training_sees_whatever_the_project() {
        try (ParityKit kit = ParityKit.open()) {
            Totals totals = kit.run(ParityKit.Budget.within(FOR));
            System.out.println(totals);
            assertThat(totals.values()).isPositive();
        }
    }
}
