package dev.tandem.registry;

import dev.tandem.definition.Definitions;
import java.time.Instant;

/** A state as the registry keeps it: what everybody sees, and what only the next plan needs. */
record AppliedState(RegistryState state, Storage storage) {

    static AppliedState of(long number, Instant appliedAt, String author, Definitions definitions, Storage storage) {
        return new AppliedState(new RegistryState(number, appliedAt, author, definitions, storage.stored()), storage);
    }

    long number() {
        return state.number();
    }

    Definitions definitions() {
        return state.definitions();
    }
}
