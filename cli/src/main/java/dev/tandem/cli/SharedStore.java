package dev.tandem.cli;

import dev.tandem.online.OnlineSettings;
import dev.tandem.online.OnlineStore;
import dev.tandem.online.OnlineStoreException;
import java.util.HashMap;
import java.util.Map;

/**
 * One connection for all tasks of this process that write to the same place at the same time: connecting takes longer than writing a few
 * thousand rows does, and one connection keeps a Redis busy. It is opened for the first of them and closed with the last. Thread-safe.
 */
final class SharedStore implements AutoCloseable {
    private static final Map<Place, SharedStore> OPEN = new HashMap<>();

    private final Place place;
    private final OnlineStore store;
    private int users;

    private SharedStore(Place place) {
        this.place = place;
        this.store = OnlineStore.connect(place.url(), place.project(), OnlineSettings.DEFAULT);
    }

    private record Place(String url, String project) {}

    /**
     * Joins those who are connected, or connects; to be closed once.
     *
     * @throws OnlineStoreException when there is nobody to connect to
     */
    static SharedStore join(String url, String project) {
        synchronized (OPEN) {
            SharedStore shared = OPEN.computeIfAbsent(new Place(url, project), SharedStore::new);
            shared.users++;
            return shared;
        }
    }

    OnlineStore store() {
        return store;
    }

    @Override
    public void close() {
        synchronized (OPEN) {
            users--;
            if (users == 0) {
                OPEN.remove(place);
                store.close();
            }
        }
    }
}
