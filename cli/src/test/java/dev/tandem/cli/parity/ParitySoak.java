package dev.tandem.cli.parity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@link ParityKitTest}, for as long as one wants: not part of the build, but run by name, as {@code docs/parity.md} says. */
class ParitySoak {
    private static final long VALUES = 1_000_000;

    @Test
    void what_is_served_is_what_training_sees_for_a_million_values() {
        ParityKit.Budget budget = ParityKit.Budget.soak(VALUES);
        try (ParityKit kit = ParityKit.open()) {
            Totals totals = kit.run(budget);
            System.out.println(totals);
            assertThat(totals.values()).isGreaterThanOrEqualTo(budget.values());
        }
    }
}
