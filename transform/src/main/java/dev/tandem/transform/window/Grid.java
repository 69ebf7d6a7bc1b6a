package dev.tandem.transform.window;

import java.io.Serializable;

/**
 * How time is cut into tiles. A tile of a resolution r covers the times (k r, (k + 1) r], for a whole number k: it is open below, as
 * windows are. Resolutions divide each other, so a tile lies either inside or outside of a coarser one, and the edge of a window, which is a
 * multiple of the window's resolution, never lies inside a tile of that resolution or of a finer one. Immutable.
 */
final class Grid implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Finest first; each divides the next. */
    private final long[] resolutions;

    /** Of each level, the lengths of its windows. */
    private final long[][] lengths;

    Grid(long[] resolutions, long[][] lengths) {
        this.resolutions = resolutions;
        this.lengths = lengths;
    }

    int levels() {
        return resolutions.length;
    }

    long resolution(int level) {
        return resolutions[level];
    }

    private static long floor(long time, long resolution) {
        return time - Math.floorMod(time, resolution);
    }

    /** The last time that a window at an instant leaves out. */
    long edge(long instant, long length, int level) {
        return floor(instant - length, resolutions[level]);
    }

    /** The last instant of the finest grid that is not after another; of one before all others, itself. */
    long finestPointAt(long instant) {
        return instant < WindowPlan.EARLIEST ? instant : floor(instant, resolutions[0]);
    }

    /** The start of the finest tile that covers an event's time. */
    long startOf(long time) {
        return floor(time - 1, resolutions[0]);
    }

    long startAt(int level, long start) {
        return floor(start, resolutions[level]);
    }

    long end(int level, long start) {
        return start + resolutions[level];
    }

    /**
     * How old a tile must be to be merged into one of each level, at all instants from one on: its end is not after the edges of all windows of
     * finer levels, none of which can then lie inside it. The last of these, beyond all levels, is where no window reaches at all.
     */
    long[] limits(long from) {
        long[] limits = new long[levels() + 1];
        long earliest = Long.MAX_VALUE;
        for (int level = 0; level <= levels(); level++) {
            limits[level] = earliest;
            if (level < levels()) {
                for (long length : lengths[level]) {
                    earliest = Math.min(earliest, edge(from, length, level));
                }
            }
        }
        return limits;
    }

    /** The coarsest level into which a tile may be merged. */
    int settledLevel(int level, long start, long[] limits) {
        int settled = level;
        for (int coarser = level + 1; coarser < levels(); coarser++) {
            if (end(coarser, startAt(coarser, start)) <= limits[coarser]) {
                settled = coarser;
            }
        }
        return settled;
    }
}
