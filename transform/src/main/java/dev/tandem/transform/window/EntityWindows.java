package dev.tandem.transform.window;

import dev.tandem.row.CorruptRowException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of the events of one entity, so that every window of its view can be read at any moment from now on. Immutable; {@code docs/window-state.md}
 * tells its bytes.
 *
 * <p><b>What.</b> An instant, the <em>seal</em>, divides the known events. Those at or before it are in <em>tiles</em>, which hold the states of aggregate
 * functions and no events. Those after it are in the <em>tail</em>, one by one, sorted by time and id. Every known event is in exactly one place.
 * Tiles do not overlap: the newest are of the finest resolution among the view's windows; where only windows of coarser resolutions reach, they are
 * merged into tiles of those; and where none reaches, they are dropped.
 *
 * <p><b>Reading.</b> The state answers at every instant t that is neither before the seal nor before the end of its base. A window (edge(t - w), t] takes the tiles and the tail's events later
 * than its edge and not later than t. This is exact:
 *
 * <ul>
 *   <li>No tile has events later than t, as those end at the seal; and no base has events that were not known at t.
 *   <li>No edge lies inside a tile. Edges are multiples of their window's resolution, which the resolutions of finer tiles divide. A coarser tile is only made
 *       when its end is not after the edge that finer windows have at the seal; edges never move back, so none enters it later.
 *   <li>Nothing that is missing was in a window: tiles are dropped by the same rule, for all windows.
 * </ul>
 *
 * <p>One walk from the newest to the oldest gives all windows: each is finished where its edge is passed. As states do not depend on order, the bits are
 * those that training gets.
 *
 * <p><b>Pushing.</b> An event after the seal whose time and id are in the tail is a duplicate; any other after the seal is counted. One at or before the seal is
 * late: nobody can tell whether it is in a tile already, so it is not counted now, and the next base brings it. Then the seal moves up: to the
 * plan's reach behind the newest event, and further while the tail has more than {@value #MOST_TAIL_EVENTS} events, though never between events of
 * one time. So what comes twice never counts twice, and within the reach events may come in any order with the same outcome, as long as there are not more of them.
 *
 * <p><b>Rebasing.</b> A base is a state made of the source's events alone, all those known up to an instant {@code baseTo}: it is the truth up to there. The
 * newer base replaces the older; of the stored state, events later than the base's seal that the base does not have are kept from the tail. Where the stored seal
 * is later than {@code baseTo}, pushes after it are in stored tiles already: then the base counts up to the last point of the finest grid before {@code baseTo},
 * and the stored tiles and tail after it. For this cut, tiles after the last base stay finest. An older base than the stored one changes nothing. A push up
 * to {@code baseTo} that the base does not have, as it has not reached the source yet, counts on while it is in the tail.
 *
 * <p><b>Bound.</b> At most {@value #MOST_TAIL_EVENTS} events, and for each level as many tiles as its resolution fits into the reach of its windows and those
 * of finer levels, and one of the next coarser more: with the usual resolutions 144 + 12 of 5 minutes, 288 + 24 of an hour and, for 30 days, 32 of a
 * day. Time between bases adds finest tiles, up to {@value Settling#MOST_FINE_TILES}; after that a base that is as far behind is ignored. Exact windows have a
 * tile for each time at which there was an event: only their number, and {@link #MOST_BYTES}, bounds them. Bytes per tile: {@code docs/aggregations.md}.
 *
 * <p><b>Cost.</b> Reading, pushing and rebasing take time in proportion to the size of the state.
 */
public final class EntityWindows {
    /** A state that takes more bytes is not stored: it would be read and written as a whole for each event and each request. */
    public static final int MOST_BYTES = 4 << 20;

    /** More events than this are not kept one by one. */
    static final int MOST_TAIL_EVENTS = 1_024;

    /** Before all instants: there is no seal, or no base. */
    static final long NONE = Long.MIN_VALUE;

    private final WindowPlan plan;
    private final long baseTo;
    private final long seal;
    /** Oldest first. */
    private final List<WindowEvent> tail;
    /** Newest first. */
    private final List<Tile> tiles;

    EntityWindows(WindowPlan plan, long baseTo, long seal, List<WindowEvent> tail, List<Tile> tiles) {
        this.plan = plan;
        this.baseTo = baseTo;
        this.seal = seal;
        this.tail = List.copyOf(tail);
        this.tiles = tiles;
    }

    /** What became of an event that was pushed. */
    public enum Outcome {
        /** It counts. */
        COUNTED,
        /** It counted already. */
        DUPLICATE,
        /** It comes too late to tell, and counts after the next materialisation. */
        LATE
    }

    /**
     * What pushing led to.
     *
     * @param windows the new state; the same as before when no event counts
     * @param outcomes one for each event, in their order
     */
    public record Pushed(EntityWindows windows, List<Outcome> outcomes) {}

    /** The state of an entity that has no events. */
    public static EntityWindows none(WindowPlan plan) {
        return new EntityWindows(plan, NONE, NONE, List.of(), List.of());
    }

    /**
     * Reads a stored state. What is inside of tiles is checked when it is used.
     *
     * @throws CorruptRowException when the bytes are no state of that plan
     */
    public static EntityWindows read(WindowPlan plan, byte[] bytes) {
        return StateFormat.read(plan, bytes);
    }

    /** The state as bytes; equal states have equal bytes. */
    public byte[] write() {
        return StateFormat.write(this);
    }

    /**
     * Counts events in.
     *
     * @param events known by now, in any order; of several with one time and id the first counts
     */
    public Pushed push(List<WindowEvent> events) {
        NavigableSet<WindowEvent> all = new TreeSet<>(WindowEvent.IDENTITY);
        all.addAll(tail);
        List<Outcome> outcomes = new ArrayList<>(events.size());
        for (WindowEvent event : events) {
            outcomes.add(event.time() <= seal ? Outcome.LATE : all.add(event) ? Outcome.COUNTED : Outcome.DUPLICATE);
        }
        return new Pushed(
                outcomes.contains(Outcome.COUNTED) ? settled(baseTo, seal, List.copyOf(all), tiles) : this, outcomes);
    }

    /**
     * Puts a newer base below what was pushed.
     *
     * @param base made by {@link Base}, of the same plan
     * @return this very state when it has a newer base, or is too far ahead of that one
     */
    public EntityWindows rebase(EntityWindows base) {
        if (baseTo > base.baseTo) {
            return this;
        }
        if (seal <= base.baseTo) {
            NavigableSet<WindowEvent> all = new TreeSet<>(WindowEvent.IDENTITY);
            all.addAll(base.tail);
            tail.stream().filter(event -> event.time() > base.seal).forEach(all::add);
            return base.settled(base.baseTo, base.seal, List.copyOf(all), base.tiles);
        }
        return cut(base);
    }

    /** The base up to the last point of the finest grid that it knows all about, and this state after it. */
    private EntityWindows cut(EntityWindows base) {
        Grid grid = plan.grid();
        long cut = grid.finestPointAt(base.baseTo);
        List<Tile> joined = new ArrayList<>();
        for (Tile tile : tiles) {
            if (tile.start() >= cut) {
                joined.add(tile);
            } else if (grid.end(tile.level(), tile.start()) > cut) {
                return this;
            }
        }
        base.tiles.stream().filter(tile -> tile.start() < cut).forEach(joined::add);
        List<WindowEvent> below =
                base.tail.stream().filter(event -> event.time() <= cut).toList();
        return new EntityWindows(
                plan,
                base.baseTo,
                seal,
                tail,
                new Settling(plan, joined).fold(below).settled(seal, base.baseTo));
    }

    /** Moves the seal as far as it should be, and settles what is before it. */
    private EntityWindows settled(long newBaseTo, long oldSeal, List<WindowEvent> events, List<Tile> oldTiles) {
        if (events.isEmpty()) {
            return new EntityWindows(plan, newBaseTo, oldSeal, events, oldTiles);
        }
        long newest = events.get(events.size() - 1).time();
        long newSeal = Math.max(oldSeal, newest - plan.tailReach());
        if (events.size() > MOST_TAIL_EVENTS) {
            newSeal = Math.max(
                    newSeal, events.get(events.size() - MOST_TAIL_EVENTS - 1).time());
        }
        int sealed = 0;
        while (sealed < events.size() && events.get(sealed).time() <= newSeal) {
            sealed++;
        }
        List<Tile> newTiles =
                new Settling(plan, oldTiles).fold(events.subList(0, sealed)).settled(newSeal, newBaseTo);
        return new EntityWindows(plan, newBaseTo, newSeal, events.subList(sealed, events.size()), newTiles);
    }

    /**
     * The values of all features at an instant, in the order of the view.
     *
     * @param instant in microseconds since 1970
     * @return empty when the state knows events that are later, and no more what was known then
     * @throws CorruptRowException when a tile is damaged
     */
    public Optional<List<@Nullable Object>> valuesAt(long instant) {
        int[] all = new int[plan.windows().size()];
        Arrays.setAll(all, i -> i);
        return valuesAt(instant, all);
    }

    /**
     * The values of some features at an instant.
     *
     * @param features their positions in the view; the values are in this order
     * @see #valuesAt(long)
     */
    public Optional<List<@Nullable Object>> valuesAt(long instant, int[] features) {
        long time = WindowPlan.bounded(instant);
        long known = time - plan.lag();
        return known < seal || time < baseTo
                ? Optional.empty()
                : Optional.of(new Reading(plan, time, known, features).over(tail, tiles));
    }

    /** The time of the newest event; empty when none is known. In microseconds since 1970. */
    public OptionalLong newestEvent() {
        if (!tail.isEmpty()) {
            return OptionalLong.of(tail.get(tail.size() - 1).time());
        }
        return tiles.isEmpty() ? OptionalLong.empty() : OptionalLong.of(seal);
    }

    /** Up to where the source's events are all in it, in microseconds since 1970; empty when it was never materialised. */
    public OptionalLong baseTo() {
        return baseTo == NONE ? OptionalLong.empty() : OptionalLong.of(baseTo);
    }

    WindowPlan plan() {
        return plan;
    }

    long baseToOrNone() {
        return baseTo;
    }

    long seal() {
        return seal;
    }

    List<WindowEvent> tail() {
        return tail;
    }

    List<Tile> tiles() {
        return tiles;
    }

    /** Makes the base of one entity from its events. Not thread-safe. */
    public static final class Base {
        private static final int BATCH = 1_024;

        private final List<WindowEvent> batch = new ArrayList<>();
        private EntityWindows windows;
        private long newest = NONE;
        private long tileBytes;

        /**
         * A base without events yet.
         *
         * @param to the instant up to which all known events will be added, in microseconds since 1970
         */
        public Base(WindowPlan plan, long to) {
            this.windows = new EntityWindows(plan, WindowPlan.bounded(to), NONE, List.of(), List.of());
        }

        /**
         * Adds an event. Of several with one time and id the first counts.
         *
         * @param event not later than the base's instant, nor earlier than the one added before; those that lie {@link WindowPlan#widest} or more before the base's instant may be left out
         * @throws IllegalArgumentException when it is
         */
        public void add(WindowEvent event) {
            if (event.time() > windows.baseTo) {
                throw new IllegalArgumentException(
                        "an event at " + event.time() + " in a base up to " + windows.baseTo);
            }
            if (event.time() < newest) {
                throw new IllegalArgumentException("an event at " + event.time() + " after one at " + newest);
            }
            if (event.time() > newest && batch.size() >= BATCH) {
                flush();
            }
            newest = event.time();
            batch.add(event);
        }

        private void flush() {
            windows = windows.push(batch).windows();
            batch.clear();
            tileBytes = windows.tiles.stream()
                    .mapToLong(tile -> tile.states().length)
                    .sum();
        }

        /** How many bytes the tiles of the events added take by now, the newest events left aside. */
        public long tileBytes() {
            return tileBytes;
        }

        /** The state of all events added. */
        public EntityWindows build() {
            flush();
            return windows;
        }
    }
}
