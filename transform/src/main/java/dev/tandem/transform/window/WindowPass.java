package dev.tandem.transform.window;

import dev.tandem.transform.aggregate.Accumulator;
import dev.tandem.transform.window.WindowPlan.Measure;
import dev.tandem.transform.window.WindowPlan.Window;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One pass through the history of an entity, for training: events come when they become known, and in between the values at an instant are asked for, as often as
 * there are labels.
 *
 * <p><b>What.</b> Events go into the tiles that {@link EntityWindows} would have, of the same grid, merged and dropped by the same rule, only that they are open in memory.
 * Each window has beside them a queue of two stacks, after the well-known one for sliding aggregates without inverse: of its tiles up to some point, for each
 * tile the merged states from there on; and one state of everything after that point, to which events are added as they come. The value is the one merged with the
 * other. When the window has left all of the first, or an event comes that belongs there, they are made anew from the tiles.
 *
 * <p><b>Cost.</b> An event is added to one state of each measure and of each window. A value takes one merge, and one more for every tile that the window leaves,
 * on average; none, where neither an event came nor an edge moved since the last. The newest eighth of a window's tiles
 * belongs to the second part from the start, so events that come a little late, as they do where knowing takes time, cost no more. Memory holds the states of the tiles and of the
 * windows over them, and no event, however many there are.
 *
 * <p>Not thread-safe. One object may be used for entity after entity.
 */
public final class WindowPass {
    private static final int FEW_TILES = 64;
    /** One in so many tiles, the newest, is open to events from the start. */
    private static final int OPEN_PART = 8;

    private final WindowPlan plan;
    private final Grid grid;
    private final NavigableMap<Long, Tile.Builder> tiles = new TreeMap<>();
    private final List<Sliding> windows = new ArrayList<>();
    /** Those that some of these windows read. */
    private final BitSet measures = new BitSet();

    private Tile.@Nullable Builder newest;
    private long now;
    private long dropped;
    private int settleAt;

    /** A pass for all features, that has seen nothing. */
    public WindowPass(WindowPlan plan) {
        this(plan, IntStream.range(0, plan.windows().size()).toArray());
    }

    /**
     * A pass that has seen nothing.
     *
     * @param features the positions of those that will be asked for; nothing is kept for others
     */
    public WindowPass(WindowPlan plan, int[] features) {
        this.plan = plan;
        this.grid = plan.grid();
        for (int feature : features) {
            Window window = plan.windows().get(feature);
            measures.set(window.measure());
            windows.add(new Sliding(window));
        }
        reset();
    }

    /** Forgets everything: another entity follows. */
    public void reset() {
        tiles.clear();
        newest = null;
        now = Long.MIN_VALUE;
        dropped = Long.MIN_VALUE;
        settleAt = FEW_TILES;
        windows.forEach(Sliding::forget);
    }

    /**
     * Counts an event in, from now on.
     *
     * @param event no other of its time and id was added; it is not used after this call. It may be older than those added before, and must not be later than
     *     any instant that is still to be asked for
     */
    public void add(WindowEvent event) {
        now = Math.max(now, event.time());
        long start = grid.startOf(event.time());
        if (grid.end(0, start) > dropped) {
            tile(start).add(event);
            for (Sliding window : windows) {
                window.added(event, start);
            }
            settleIfMany();
        }
    }

    private Tile.Builder tile(long start) {
        if (newest != null && newest.start() == start) {
            return newest;
        }
        Map.Entry<Long, Tile.Builder> before = tiles.floorEntry(start);
        if (before != null) {
            Tile.Builder there = before.getValue();
            if (grid.end(there.level(), there.start()) > start) {
                return there;
            }
        }
        Tile.Builder opened = new Tile.Builder(plan, 0, start, measures::get);
        tiles.put(start, opened);
        if (newest == null || newest.start() < start) {
            newest = opened;
        }
        return opened;
    }

    /** Merges and drops tiles, once there are twice as many as after the last time. */
    private void settleIfMany() {
        if (tiles.size() < settleAt) {
            return;
        }
        long[] limits = grid.limits(now);
        dropped = limits[grid.levels()];
        List<Tile.Builder> all = List.copyOf(tiles.values());
        tiles.clear();
        for (Tile.Builder tile : all) {
            if (grid.end(tile.level(), tile.start()) > dropped) {
                settle(tile, grid.settledLevel(tile.level(), tile.start(), limits));
            }
        }
        settleAt = Math.max(FEW_TILES, 2 * tiles.size());
        newest = null;
    }

    private void settle(Tile.Builder tile, int level) {
        long start = grid.startAt(level, tile.start());
        Tile.Builder there = tiles.get(start);
        if (there == null && tile.level() == level) {
            tiles.put(start, tile);
            return;
        }
        if (there == null) {
            there = new Tile.Builder(plan, level, start, measures::get);
            tiles.put(start, there);
        }
        there.add(tile);
    }

    /**
     * The values of the features, in the order in which they were named, over the events added so far.
     *
     * @param instant in microseconds since 1970; not before the time of any event, nor the last instant asked for
     * @throws IllegalArgumentException when it is
     */
    public List<@Nullable Object> valuesAt(long instant) {
        long time = WindowPlan.bounded(instant);
        if (time < now) {
            throw new IllegalArgumentException(instant + " lies before " + now + ", which has passed");
        }
        now = time;
        List<@Nullable Object> values = new ArrayList<>(windows.size());
        for (Sliding window : windows) {
            values.add(window.valueAt(time));
        }
        return values;
    }

    /**
     * The values of the features, in the order in which they were named, at an instant at which nothing was known but the events added so far. It
     * may be asked in any order, and lets events that happened before that instant be added later; each time all tiles of the windows are
     * merged.
     *
     * @param instant in microseconds since 1970; not before the time of any event added so far
     * @throws IllegalArgumentException when it is
     */
    public List<@Nullable Object> valuesSeenFrom(long instant) {
        long time = WindowPlan.bounded(instant);
        if (time < now) {
            throw new IllegalArgumentException(instant + " lies before " + now + ", which has passed");
        }
        List<@Nullable Object> values = new ArrayList<>(windows.size());
        for (Sliding window : windows) {
            values.add(window.valueSeenFrom(time));
        }
        return values;
    }

    /** One window over the tiles. */
    private final class Sliding {
        private final Window window;
        private final Measure measure;

        /** Whether {@link #suffixes} and {@link #front} lack an event that is in the tiles. */
        private boolean stale = true;

        private long[] starts = {};
        /** Of the tiles at {@link #starts}, each merged with all later ones of them. */
        private Accumulator[] suffixes = {};
        /** The first of them inside the window. */
        private int first;
        /** Events after this are in {@link #front}, and not in the suffixes. */
        private long middle;

        private Accumulator front;
        private boolean changed = true;
        private @Nullable Object value;

        Sliding(Window window) {
            this.window = window;
            this.measure = plan.measures().get(window.measure());
            this.front = measure.aggregator().init();
        }

        void forget() {
            stale = true;
            starts = new long[0];
            suffixes = new Accumulator[0];
            value = null;
        }

        void added(WindowEvent event, long start) {
            if (!stale) {
                if (start >= middle) {
                    measure.count(event, front);
                    changed = true;
                } else {
                    stale = true;
                }
            }
        }

        @Nullable
        Object valueAt(long instant) {
            long edge = grid.edge(instant, window.length(), window.level());
            if (stale || edge > middle) {
                rebuild(edge);
            }
            while (first < starts.length && starts[first] < edge) {
                first++;
                changed = true;
            }
            if (changed) {
                value = merged().finish();
                changed = false;
            }
            return value;
        }

        @Nullable
        Object valueSeenFrom(long instant) {
            Accumulator all = measure.aggregator().init();
            tiles.tailMap(grid.edge(instant, window.length(), window.level()), true)
                    .values()
                    .forEach(tile -> mergeInto(all, tile));
            return all.finish();
        }

        private Accumulator merged() {
            if (first == starts.length) {
                return front;
            }
            Accumulator merged = measure.aggregator().init();
            merged.merge(suffixes[first]);
            merged.merge(front);
            return merged;
        }

        private void rebuild(long edge) {
            List<Tile.Builder> inside = List.copyOf(tiles.tailMap(edge, true).values());
            int closed = inside.size() - Math.max(1, inside.size() / OPEN_PART);
            middle = closed > 0 ? inside.get(closed).start() : edge;
            front = measure.aggregator().init();
            for (int i = Math.max(0, closed); i < inside.size(); i++) {
                mergeInto(front, inside.get(i));
            }
            starts = new long[Math.max(0, closed)];
            suffixes = new Accumulator[starts.length];
            for (int i = starts.length - 1; i >= 0; i--) {
                starts[i] = inside.get(i).start();
                suffixes[i] = measure.aggregator().init();
                if (i + 1 < starts.length) {
                    suffixes[i].merge(suffixes[i + 1]);
                }
                mergeInto(suffixes[i], inside.get(i));
            }
            first = 0;
            stale = false;
            changed = true;
        }

        private void mergeInto(Accumulator accumulator, Tile.Builder tile) {
            Accumulator state = tile.accumulator(window.measure());
            if (state != null) {
                accumulator.merge(state);
            }
        }
    }
}
