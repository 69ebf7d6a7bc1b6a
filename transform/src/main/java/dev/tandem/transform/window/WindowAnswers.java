package dev.tandem.transform.window;

import dev.tandem.transform.aggregate.Accumulator;
import dev.tandem.transform.window.WindowPlan.Window;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The windows of one entity at the labels that ask about it, for training. Events and questions come in the order in which events become known and labels ask; answers come in
 * the order of the questions, though some time behind them.
 *
 * <p><b>What.</b> Of an entity with few events and few labels, which most are, both are held until the entity is complete. Then it is known where windows begin and end: these places
 * cut the events, in the order of time, into segments, at most one more than windows have ends. Each event is added to one state of each measure, that of its segment, and a label
 * walks from its own time back through the segments, merging them, and reads each window where it begins. An entity that turns out to have more, or
 * whose events are not in the order of time, goes through a {@link WindowPass} from its first event on, and no more of it is held.
 *
 * <p><b>Why.</b> A pass must keep a state for each window and each tile, as it does not know who will ask: with five functions over four windows 25
 * updates for each event, here five. What is merged does not depend on order ({@link Accumulator}), so both give the same bits.
 *
 * <p><b>Cost.</b> For each event one update of each measure; for each label as many merges of each measure as there are segments in the widest window. Memory holds
 * at most {@value #MOST_EVENTS} events, and the states of as many segments as {@value #MOST_LABELS} labels make; beyond, what a pass holds.
 *
 * <p>Not thread-safe. One object may be used for entity after entity.
 */
public final class WindowAnswers {
    /** So many events of an entity are held. */
    static final int MOST_EVENTS = 2_048;
    /** So many labels wait for their answers. */
    static final int MOST_LABELS = 64;

    private final WindowPlan plan;
    private final Grid grid;
    private final int features;
    /** The windows without what is read in them: each length and level once. */
    private final List<Span> spans;
    /** The measures that some features read. */
    private final int[] measures;
    /** For each of these measures and each span, the features that are its value. */
    private final int[][][] readers;

    private final WindowPass pass;
    private boolean passes;

    private WindowEvent[] events = new WindowEvent[64];
    private int size;
    private final long[] instants = new long[MOST_LABELS];
    /** How many of the events each label sees. */
    private final int[] seen = new int[MOST_LABELS];

    private int labels;
    private final Deque<List<@Nullable Object>> answers = new ArrayDeque<>();

    /** What tells windows over one measure apart. */
    private record Span(long length, int level) {
        static Span of(Window window) {
            return new Span(window.length(), window.level());
        }
    }

    /**
     * Answers without a question yet.
     *
     * @param features the positions of those that are asked for
     */
    public WindowAnswers(WindowPlan plan, int[] features) {
        this.plan = plan;
        this.grid = plan.grid();
        this.features = features.length;
        this.pass = new WindowPass(plan, features);
        List<Window> windows =
                Arrays.stream(features).mapToObj(plan.windows()::get).toList();
        this.spans = windows.stream().map(Span::of).distinct().toList();
        this.measures = windows.stream().mapToInt(Window::measure).distinct().toArray();
        this.readers = new int[measures.length][spans.size()][];
        for (int i = 0; i < measures.length; i++) {
            int measure = measures[i];
            for (int j = 0; j < spans.size(); j++) {
                Span span = spans.get(j);
                readers[i][j] = IntStream.range(0, features.length)
                        .filter(feature -> windows.get(feature).measure() == measure
                                && Span.of(windows.get(feature)).equals(span))
                        .toArray();
            }
        }
    }

    /**
     * Counts an event in, from now on.
     *
     * @param event as {@link WindowPass#add} takes it
     */
    public void add(WindowEvent event) {
        if (!passes && (size == MOST_EVENTS || (size > 0 && event.time() < events[size - 1].time()))) {
            pass();
        }
        if (passes) {
            pass.add(event);
            return;
        }
        if (size == events.length) {
            events = Arrays.copyOf(events, 2 * size);
        }
        events[size++] = event;
    }

    /**
     * Asks for the values of the features over the events added so far.
     *
     * @param instant as {@link WindowPass#valuesAt} takes it
     */
    public void ask(long instant) {
        if (!passes && labels == MOST_LABELS) {
            pass();
        }
        if (passes) {
            answers.add(pass.valuesAt(instant));
            return;
        }
        instants[labels] = WindowPlan.bounded(instant);
        seen[labels++] = size;
    }

    /** Nothing more comes of the entity: all questions are answered, and another entity may follow. */
    public void end() {
        if (passes) {
            pass.reset();
            passes = false;
        } else if (labels > 0) {
            answer();
        }
        forget();
    }

    /** Whether the next answer is there. */
    public boolean hasNext() {
        return !answers.isEmpty();
    }

    /** The next answer: the values of the features, in the order in which they were named. */
    public List<@Nullable Object> next() {
        return answers.remove();
    }

    private void forget() {
        Arrays.fill(events, 0, size, null);
        size = 0;
        labels = 0;
    }

    /** Lets a pass go on. */
    private void pass() {
        int added = 0;
        for (int label = 0; label < labels; label++) {
            while (added < seen[label]) {
                pass.add(events[added++]);
            }
            answers.add(pass.valuesAt(instants[label]));
        }
        while (added < size) {
            pass.add(events[added++]);
        }
        passes = true;
        forget();
    }

    private void answer() {
        int[][] begins = new int[labels][spans.size()];
        boolean[] isCut = new boolean[size + 1];
        for (int label = 0; label < labels; label++) {
            isCut[seen[label]] = true;
            for (int span = 0; span < begins[label].length; span++) {
                Span wanted = spans.get(span);
                int begin = firstAfter(grid.edge(instants[label], wanted.length(), wanted.level()), seen[label]);
                begins[label][span] = begin;
                isCut[begin] = true;
            }
        }
        Segments segments = new Segments(isCut);
        for (int label = 0; label < labels; label++) {
            answers.add(segments.valuesAt(seen[label], begins[label]));
        }
    }

    /** Of the first so many events, the first later than an instant. */
    private int firstAfter(long instant, int end) {
        int low = 0;
        int high = end;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (events[middle].time() <= instant) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The events between one cut and the next, as states. */
    private final class Segments {
        /** Of each cut, how many are before it. */
        private final int[] numbers;
        /** Of each measure, the states of the segments. */
        private final Accumulator[][] states;

        Segments(boolean[] isCut) {
            this.numbers = new int[isCut.length];
            int cuts = 0;
            for (int i = 0; i < isCut.length; i++) {
                numbers[i] = cuts;
                if (isCut[i]) {
                    cuts++;
                }
            }
            this.states = new Accumulator[measures.length][];
            for (int i = 0; i < states.length; i++) {
                states[i] = states(plan.measures().get(measures[i]), isCut, cuts);
            }
        }

        /** What comes before the first cut and after the last is in no window. */
        private Accumulator[] states(WindowPlan.Measure measure, boolean[] isCut, int cuts) {
            Accumulator[] all = new Accumulator[Math.max(0, cuts - 1)];
            int segment = -1;
            for (int i = 0; i < size; i++) {
                if (isCut[i]) {
                    segment++;
                    if (segment == all.length) {
                        break;
                    }
                    all[segment] = measure.aggregator().init();
                }
                if (segment >= 0) {
                    measure.count(events[i], all[segment]);
                }
            }
            return all;
        }

        /** @param begins where the window of each span begins */
        List<@Nullable Object> valuesAt(int end, int[] begins) {
            int[] nearestFirst = nearestFirst(begins);
            @Nullable Object[] values = new @Nullable Object[features];
            for (int i = 0; i < measures.length; i++) {
                Accumulator merged =
                        plan.measures().get(measures[i]).aggregator().init();
                int segment = numbers[end];
                for (int span : nearestFirst) {
                    int[] readersHere = readers[i][span];
                    if (readersHere.length > 0) {
                        while (segment > numbers[begins[span]]) {
                            merged.merge(states[i][--segment]);
                        }
                        Object value = merged.finish();
                        for (int reader : readersHere) {
                            values[reader] = value;
                        }
                    }
                }
            }
            return new ArrayList<>(Arrays.asList(values));
        }
    }

    /** The spans whose windows begin latest before the others. */
    private static int[] nearestFirst(int[] begins) {
        int[] order = new int[begins.length];
        for (int i = 0; i < order.length; i++) {
            int at = i;
            while (at > 0 && begins[order[at - 1]] < begins[i]) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = i;
        }
        return order;
    }
}
