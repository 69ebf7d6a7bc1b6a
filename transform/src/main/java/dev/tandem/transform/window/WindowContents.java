package dev.tandem.transform.window;

import dev.tandem.definition.ValueType;
import dev.tandem.row.ByteReader;
import dev.tandem.row.Micros;
import dev.tandem.row.PackedValues;
import dev.tandem.row.ValueSource;
import dev.tandem.transform.window.WindowPlan.Measure;
import dev.tandem.transform.window.WindowPlan.Window;
import java.io.Serializable;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What is in the window of one feature at one instant, for somebody who wants to see it: counts its events, and keeps the newest few. The same
 * events count as in {@link WindowPass}. Not thread-safe.
 */
public final class WindowContents {
    private final WindowPlan plan;
    private final Measure measure;
    private final long edge;
    private final long instant;
    private final int most;
    private final PriorityQueue<Seen> newest =
            new PriorityQueue<>(Comparator.comparing(Seen::event, WindowEvent.IDENTITY));
    private long count;
    private long late;

    private record Seen(WindowEvent event, long arrival) {}

    /**
     * An event in a window.
     *
     * @param time when it happened
     * @param id in the Java form of its type
     * @param value of the column that is aggregated, likewise; null where events are counted
     * @param arrival when it was there to be read
     */
    public record Counted(Instant time, Object id, @Nullable Object value, Instant arrival) implements Serializable {}

    /**
     * The window of a feature, that nothing was seen of yet.
     *
     * @param feature its position in {@link WindowPlan#features}
     * @param instant at which the window ends, in microseconds since 1970
     * @param most how many events to keep
     */
    public WindowContents(WindowPlan plan, int feature, long instant, int most) {
        Window window = plan.windows().get(feature);
        this.plan = plan;
        this.measure = plan.measures().get(window.measure());
        this.instant = WindowPlan.bounded(instant);
        this.edge = plan.grid().edge(this.instant, window.length(), window.level());
        this.most = most;
    }

    /**
     * Looks at an event, which may be in the window or not.
     *
     * @param event no other of its time and id was looked at
     * @param arrival when it was there to be read, in microseconds since 1970
     */
    public void see(WindowEvent event, long arrival) {
        if (event.time() > instant || event.time() <= edge || !measure.counts(event)) {
            return;
        }
        count++;
        if (arrival > instant) {
            late++;
        }
        newest.add(new Seen(event, arrival));
        if (newest.size() > most) {
            newest.remove();
        }
    }

    /** How many events are in the window. */
    public long count() {
        return count;
    }

    /** How many of them arrived after the instant. */
    public long late() {
        return late;
    }

    /** The newest of them, newest first. */
    public List<Counted> newest() {
        return newest.stream()
                .sorted(Comparator.comparing(Seen::event, WindowEvent.IDENTITY).reversed())
                .map(this::counted)
                .toList();
    }

    private Counted counted(Seen seen) {
        WindowEvent event = seen.event();
        ValueType idType = plan.eventId().type();
        ValueSource id = PackedValues.readValue(new ByteReader(event.id()), idType);
        return new Counted(
                Micros.instant(event.time()),
                Objects.requireNonNull(id.objectAt(0, idType)),
                measure.column() < 0
                        ? null
                        : event.values()
                                .objectAt(measure.column(), plan.columnTypes().get(measure.column())),
                Micros.instant(seen.arrival()));
    }
}
