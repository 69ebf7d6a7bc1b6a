package dev.tandem.transform.window;

import dev.tandem.row.ByteReader;
import dev.tandem.row.ByteWriter;
import dev.tandem.transform.aggregate.Accumulator;
import dev.tandem.transform.window.WindowPlan.Measure;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The states of some events as bytes: for each measure that windows of the tile's level or of coarser ones read, in the plan's order, its state behind the
 * number of its bytes. Immutable.
 *
 * @param level of the grid
 * @param start what its events are later than
 */
record Tile(int level, long start, byte[] states) {

    /** Merges the states into accumulators by measure, those that are there. */
    void mergeInto(List<Measure> measures, @Nullable Accumulator[] accumulators) {
        ByteReader in = new ByteReader(states);
        for (int i = 0; i < accumulators.length; i++) {
            if (measures.get(i).coarsest() >= level) {
                ByteReader state = in.readSlice();
                Accumulator accumulator = accumulators[i];
                if (accumulator != null && state.remaining() > 0) {
                    accumulator.merge(state);
                    state.needNoMore();
                }
            }
        }
        in.needNoMore();
    }

    /** Puts a tile together. Not thread-safe. */
    static final class Builder {
        private final List<Measure> measures;
        private final int level;
        private final long start;
        private final @Nullable Accumulator[] accumulators;

        Builder(WindowPlan plan, int level, long start) {
            this(plan, level, start, measure -> true);
        }

        /** @param wanted which measures are kept, by their positions */
        Builder(WindowPlan plan, int level, long start, IntPredicate wanted) {
            this.measures = plan.measures();
            this.level = level;
            this.start = start;
            this.accumulators = new Accumulator[measures.size()];
            for (int i = 0; i < accumulators.length; i++) {
                if (measures.get(i).coarsest() >= level && wanted.test(i)) {
                    accumulators[i] = measures.get(i).aggregator().init();
                }
            }
        }

        int level() {
            return level;
        }

        long start() {
            return start;
        }

        @Nullable
        Accumulator accumulator(int measure) {
            return accumulators[measure];
        }

        void add(Tile tile) {
            tile.mergeInto(measures, accumulators);
        }

        void add(Builder other) {
            for (int i = 0; i < accumulators.length; i++) {
                Accumulator own = accumulators[i];
                Accumulator others = other.accumulators[i];
                if (own != null && others != null) {
                    own.merge(others);
                }
            }
        }

        void add(WindowEvent event) {
            for (int i = 0; i < accumulators.length; i++) {
                Accumulator own = accumulators[i];
                if (own != null) {
                    measures.get(i).count(event, own);
                }
            }
        }

        Tile build() {
            ByteWriter out = new ByteWriter(64);
            ByteWriter state = new ByteWriter(64);
            for (Accumulator accumulator : accumulators) {
                if (accumulator != null) {
                    state.clear();
                    accumulator.writeTo(state);
                    out.writeSized(state);
                }
            }
            return new Tile(level, start, out.toBytes());
        }
    }
}
