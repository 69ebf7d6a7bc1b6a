package dev.tandem.transform.window;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What happens to events and tiles as they grow old: events are folded into tiles, tiles into coarser ones, and what no window reaches is dropped. */
final class Settling {
    /** So many finest tiles are kept as they are before those are merged that a later base might still replace. */
    static final int MOST_FINE_TILES = 4_096;

    private final WindowPlan plan;
    private final Grid grid;
    private final NavigableMap<Long, Tile> tiles = new TreeMap<>();

    Settling(WindowPlan plan, List<Tile> tiles) {
        this.plan = plan;
        this.grid = plan.grid();
        tiles.forEach(tile -> this.tiles.put(tile.start(), tile));
    }

    /** Adds events, which come in the order of time, to finest tiles. */
    Settling fold(List<WindowEvent> events) {
        Tile.@Nullable Builder open = null;
        for (WindowEvent event : events) {
            long start = grid.startOf(event.time());
            if (open == null || open.start() != start) {
                close(open);
                open = new Tile.Builder(plan, 0, start);
                Tile there = tiles.get(start);
                if (there != null) {
                    open.add(there);
                }
            }
            open.add(event);
        }
        close(open);
        return this;
    }

    private void close(Tile.@Nullable Builder open) {
        if (open != null) {
            tiles.put(open.start(), open.build());
        }
    }

    /**
     * Merges tiles into the coarsest that will do for all instants from one on, and drops those that no window reaches.
     *
     * @param baseTo up to where a base was; what is later stays in finest tiles, so that the next base can be cut off anywhere
     * @return newest first
     */
    List<Tile> settled(long from, long baseTo) {
        long[] limits = grid.limits(from);
        long cap = Math.max(grid.finestPointAt(baseTo), startOfMostFine());
        for (int level = 1; level < grid.levels(); level++) {
            limits[level] = Math.min(limits[level], cap);
        }
        Deque<Tile> newestFirst = new ArrayDeque<>(tiles.size());
        List<Tile> group = new ArrayList<>();
        int groupLevel = 0;
        for (Tile tile : tiles.values()) {
            if (grid.end(tile.level(), tile.start()) <= limits[grid.levels()]) {
                continue;
            }
            int level = grid.settledLevel(tile.level(), tile.start(), limits);
            if (!group.isEmpty()
                    && (level != groupLevel
                            || grid.startAt(level, tile.start())
                                    != grid.startAt(level, group.get(0).start()))) {
                newestFirst.addFirst(merged(group, groupLevel));
                group.clear();
            }
            group.add(tile);
            groupLevel = level;
        }
        if (!group.isEmpty()) {
            newestFirst.addFirst(merged(group, groupLevel));
        }
        return List.copyOf(newestFirst);
    }

    private Tile merged(List<Tile> group, int level) {
        Tile first = group.get(0);
        if (group.size() == 1 && first.level() == level) {
            return first;
        }
        Tile.Builder builder = new Tile.Builder(plan, level, grid.startAt(level, first.start()));
        group.forEach(builder::add);
        return builder.build();
    }

    private long startOfMostFine() {
        int count = 0;
        for (Tile tile : tiles.descendingMap().values()) {
            if (tile.level() > 0) {
                break;
            }
            if (++count > MOST_FINE_TILES) {
                return grid.end(0, tile.start());
            }
        }
        return Long.MIN_VALUE;
    }
}
