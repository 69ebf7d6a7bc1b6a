package dev.tandem.online;

import dev.tandem.row.EntityKey;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Where one packed row is kept. Two addresses are equal when they name the same place.
 *
 * @param generation the generation of the view (see {@link dev.tandem.registry.StoredView})
 * @param entityKey what {@link EntityKey#pack} made; not copied
 */
public record RowAddress(long generation, byte[] entityKey) {

    @Override
    public boolean equals(Object other) {
        return other instanceof RowAddress address
                && generation == address.generation
                && Arrays.equals(entityKey, address.entityKey);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(generation) + Arrays.hashCode(entityKey);
    }

    @Override
    public String toString() {
        return "generation " + generation + ", entity key " + HexFormat.of().formatHex(entityKey);
    }
}
