package dev.tandem.online;

import dev.tandem.definition.ValueType;
import dev.tandem.row.EntityKey;
import dev.tandem.row.UnfitValueException;
import dev.tandem.row.ValueSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The addresses that a read asks for, each once, and which of them each lookup of each entity is. Made and read by one thread after another. */
final class RowRequest {
    private static final int NO_ENTITY = -1;

    private final List<RowAddress> addresses = new ArrayList<>();
    /** The view of each address. */
    private final List<ViewReader> views = new ArrayList<>();
    /** For each lookup and entity, the place of its address. */
    private final List<int[]> slots = new ArrayList<>();

    private final Map<RowAddress, Integer> places = new HashMap<>();
    private @Nullable Lookup latest;
    private byte[] @Nullable [] latestKeys = {};

    /** A row wanted for each entity of a request: a view, and which columns of the request name the entity. */
    record Lookup(ViewReader view, List<String> keyNames, int[] keyColumns, List<ValueType> keyTypes) {

        /** Whether the keys of both are the same bytes. */
        boolean sharesKeysWith(Lookup other) {
            return Arrays.equals(keyColumns, other.keyColumns) && keyTypes.equals(other.keyTypes);
        }
    }

    /** Asks for a row of each entity of the columns. */
    void add(Lookup lookup, List<? extends ValueSource> columns, int rows) {
        byte[] @Nullable [] entityKeys = entityKeys(lookup, columns, rows);
        int[] ofLookup = new int[rows];
        for (int row = 0; row < rows; row++) {
            byte[] entityKey = entityKeys[row];
            ofLookup[row] = entityKey == null
                    ? NO_ENTITY
                    : place(new RowAddress(lookup.view().generation(), entityKey), lookup.view());
        }
        slots.add(ofLookup);
    }

    /** The key of each entity; views of one entity mostly follow each other, and have them from the first. */
    private byte[] @Nullable [] entityKeys(Lookup lookup, List<? extends ValueSource> columns, int rows) {
        if (latest == null || !latest.sharesKeysWith(lookup)) {
            byte[] @Nullable [] packed = new byte[rows][];
            RowOfColumns key = new RowOfColumns(columns, lookup.keyColumns());
            for (int row = 0; row < rows; row++) {
                packed[row] = pack(lookup, key.of(row), row).orElse(null);
            }
            latestKeys = packed;
        }
        latest = lookup;
        return latestKeys;
    }

    private static Optional<byte[]> pack(Lookup lookup, ValueSource key, int row) {
        try {
            return EntityKey.pack(lookup.keyTypes(), key);
        } catch (UnfitValueException e) {
            throw e.at("entity " + row + " in " + lookup.keyNames());
        }
    }

    private int place(RowAddress address, ViewReader view) {
        Integer known = places.putIfAbsent(address, addresses.size());
        if (known != null) {
            return known;
        }
        addresses.add(address);
        views.add(view);
        return addresses.size() - 1;
    }

    /** What to read. */
    List<RowAddress> addresses() {
        return addresses;
    }

    /**
     * What is known of the entities of each lookup.
     *
     * @param stored what was read, by address
     * @param now the moment as of which to read, in microseconds since 1970
     */
    List<@Nullable EntityFeatures[]> found(List<byte @Nullable []> stored, long now) {
        @Nullable EntityFeatures[] read = new EntityFeatures[stored.size()];
        for (int i = 0; i < read.length; i++) {
            read[i] = views.get(i).read(stored.get(i), now);
        }
        List<@Nullable EntityFeatures[]> found = new ArrayList<>(slots.size());
        for (int[] ofLookup : slots) {
            @Nullable EntityFeatures[] entities = new EntityFeatures[ofLookup.length];
            for (int row = 0; row < ofLookup.length; row++) {
                entities[row] = ofLookup[row] < 0 ? null : read[ofLookup[row]];
            }
            found.add(entities);
        }
        return found;
    }
}
