package dev.tandem.registry;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.Definitions.UnknownNameException;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One applied state of a project: an immutable snapshot, the same for whoever reads it, whatever is applied meanwhile.
 *
 * @param number counts the project's states, from 1
 * @param appliedAt when it was applied
 * @param author who applied it
 * @param definitions what it defines
 * @param storage for each online view, by name, where its rows are kept
 */
public record RegistryState(
        long number, Instant appliedAt, String author, Definitions definitions, SortedMap<String, StoredView> storage) {

    /** Copies the storage map. */
    public RegistryState {
        storage = Collections.unmodifiableSortedMap(new TreeMap<>(storage));
    }

    /**
     * Where the rows of an online view are kept.
     *
     * @throws UnknownNameException when no online view has that name
     */
    public StoredView stored(String view) {
        StoredView found = storage.get(view);
        if (found == null) {
            throw new UnknownNameException("online feature view", view, storage.keySet());
        }
        return found;
    }
}
