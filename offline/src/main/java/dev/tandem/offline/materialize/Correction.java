package dev.tandem.offline.materialize;

import dev.tandem.registry.RegistryState;
import java.util.List;

/**
 * A correction that was made.
 *
 * @param state the state in which the corrected rows are in force
 * @param runs what was written: the whole history, and then what arrived meanwhile
 */
public record Correction(RegistryState state, List<Materialized> runs) {
    /** Copies the list. */
    public Correction {
        runs = List.copyOf(runs);
    }
}
