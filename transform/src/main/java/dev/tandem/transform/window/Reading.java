package dev.tandem.transform.window;

import dev.tandem.transform.aggregate.Accumulator;
import dev.tandem.transform.window.WindowPlan.Measure;
import dev.tandem.transform.window.WindowPlan.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One walk over a state, from the newest to the oldest, that finishes each window where its edge is passed. Not thread-safe. */
final class Reading {
    private final List<Measure> measures;
    private final long known;
    private final Open[] byEdge;
    private final @Nullable Accumulator[] accumulators;
    /** How many windows of each measure are open. */
    private final int[] readers;

    private final List<@Nullable Object> values;
    private int open;

    /** A window that is asked for, and where its value goes. */
    private record Open(int measure, long edge, int position) {}

    /**
     * @param known the time of the newest event that was known by then
     */
    Reading(WindowPlan plan, long instant, long known, int[] features) {
        this.measures = plan.measures();
        this.known = known;
        this.byEdge = new Open[features.length];
        this.accumulators = new Accumulator[measures.size()];
        this.readers = new int[measures.size()];
        this.values = new ArrayList<>(Collections.nCopies(features.length, null));
        for (int i = 0; i < features.length; i++) {
            Window window = plan.windows().get(features[i]);
            byEdge[i] = new Open(window.measure(), plan.grid().edge(instant, window.length(), window.level()), i);
            readers[window.measure()]++;
            if (accumulators[window.measure()] == null) {
                accumulators[window.measure()] =
                        measures.get(window.measure()).aggregator().init();
            }
        }
        Arrays.sort(byEdge, Comparator.comparingLong(Open::edge).reversed());
    }

    /**
     * The values of the features.
     *
     * @param tail oldest first
     * @param tiles newest first
     */
    List<@Nullable Object> over(List<WindowEvent> tail, List<Tile> tiles) {
        for (int i = tail.size() - 1; i >= 0; i--) {
            WindowEvent event = tail.get(i);
            if (event.time() <= known) {
                finishThoseFrom(event.time());
                count(event);
            }
        }
        for (Tile tile : tiles) {
            finishThoseFrom(tile.start() + 1);
            if (open == byEdge.length) {
                break;
            }
            tile.mergeInto(measures, accumulators);
        }
        finishThoseFrom(Long.MIN_VALUE);
        return values;
    }

    /** Finishes the windows that do not reach back to a time. */
    private void finishThoseFrom(long time) {
        while (open < byEdge.length && byEdge[open].edge() >= time) {
            Open window = byEdge[open++];
            Accumulator accumulator = accumulators[window.measure()];
            if (accumulator != null) {
                values.set(window.position(), accumulator.finish());
            }
            if (--readers[window.measure()] == 0) {
                accumulators[window.measure()] = null;
            }
        }
    }

    private void count(WindowEvent event) {
        for (int i = 0; i < accumulators.length; i++) {
            Accumulator accumulator = accumulators[i];
            if (accumulator != null) {
                measures.get(i).count(event, accumulator);
            }
        }
    }
}
