package dev.tandem.server.log;

import dev.tandem.definition.ValueType;
import dev.tandem.online.ReadPlan.RequestColumn;
import dev.tandem.row.ValueSource;
import java.util.List;

/**
 * Which entities are logged: those whose key hashes below the rate. The hash is a rule of its own that never changes, so that an entity that is
 * logged is logged by every server, today and tomorrow, at any higher rate too.
 *
 * @param rate from 0, none, to 1, all
 */
record EntitySample(double rate) {
    private static final double RANGE = 0x1p53;

    /**
     * Whether the entity of a row is logged.
     *
     * @param keys the values of each of {@code columns}, and perhaps of others behind them
     */
    boolean takes(List<? extends ValueSource> keys, List<RequestColumn> columns, int row) {
        if (rate >= 1 || rate <= 0) {
            return rate >= 1;
        }
        long hash = 0;
        for (int i = 0; i < columns.size(); i++) {
            hash = mixed(hash + part(keys.get(i), columns.get(i).type(), row));
        }
        return (hash >>> 11) / RANGE < rate;
    }

    private static long part(ValueSource keys, ValueType type, int row) {
        if (keys.isNull(row)) {
            return 1;
        }
        return switch (type.kind()) {
            case BOOL -> keys.booleanAt(row) ? 3 : 2;
            case INT32, DATE -> keys.intAt(row);
            case INT64, TIMESTAMP -> keys.longAt(row);
            default -> text(keys.bytesAt(row));
        };
    }

    /** FNV-1a in 64 bits (Fowler, Noll, Vo), which {@link #mixed} then spreads. */
    private static long text(byte[] utf8) {
        long hash = 0xcbf29ce484222325L;
        for (byte each : utf8) {
            hash = (hash ^ (each & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    /** SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014). */
    private static long mixed(long number) {
        long mixed = number + 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
