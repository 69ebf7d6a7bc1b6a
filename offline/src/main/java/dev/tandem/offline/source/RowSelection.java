package dev.tandem.offline.source;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;

import dev.tandem.definition.Source.Availability;
import dev.tandem.row.Micros;
import dev.tandem.row.RowWriter;
import dev.tandem.row.Visibility;
import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;
import org.apache.spark.sql.Column;

/**
 * Which rows of a view one run is about: the interval rule. All times are microseconds since 1970.
 *
 * <p><b>What must hold.</b> After a run up to {@code to}, the online store holds, for each entity, the newest row that a training set sees
 * at {@code to}: the newest among the rows that are {@linkplain Visibility#knownAt known} then. So no run ever takes a row that is not
 * known at {@code to}; such a row would hide the one that counts, and has its turn later. And what one run leaves out because it was
 * dealt with before must really have been dealt with.
 *
 * <p><b>An interval</b> takes the rows that somebody names: event time after {@code from}, or from the beginning, up to {@code to}. From the
 * beginning it is complete by itself. With a start it is not, wherever it starts, since what is dated before the start may have arrived
 * only yesterday; so it moves no cursor.
 *
 * <p><b>An incremental run</b> leaves out what an earlier one saw. The cursor c says: a run up to c has succeeded. It saw every row that was
 * in the source and known by then. When does a row come to be both? Not before it is known, and not before it was ingested. So it
 * <i>arrives</i> at
 *
 * <pre>    arrival = max(event time, available time, created time if it has one)</pre>
 *
 * and a row with {@code arrival <= c} was seen, while one with {@code arrival > c} may not have been. The run takes the latter: nothing that
 * became visible in (c, to] is missed, since a row becomes visible at max(event time, available time), which is not after its arrival. A
 * lag ({@code available_after}) widens the run by itself: a row that is dated before the cursor but available after it has yet to arrive.
 * A row that was ingested late is found by its created time, however old it is.
 *
 * <p>Where the created time is missing, or a row can be read only some time after it was stamped, the arrival is estimated too early. The
 * {@code lookback} that a source declares bounds by how much, and the run begins that much before the cursor. Rows that are taken
 * twice change nothing: the store keeps what is newer and has what is equal.
 *
 * <p><b>No upper end for the created time.</b> A row may be known at {@code to} by its event time, and bear a created time after {@code to}:
 * it is in the source already, and a training set at {@code to} sees it. So the run takes it; the next one takes it once more.
 *
 * @param by which time of a row is compared with {@code after}
 * @param after only rows later than this; {@link #BEGINNING} for all
 * @param to only rows that are known then
 * @param visibility when a row is known
 */
public record RowSelection(By by, long after, long to, Visibility visibility) implements Serializable {
    /** Before every row. */
    public static final long BEGINNING = Long.MIN_VALUE;

    /** Which time of a row decides whether it is late enough. */
    public enum By {
        EVENT_TIME,
        ARRIVAL
    }

    /** Everything that is known at an instant. */
    public static RowSelection upTo(Instant to, Visibility visibility) {
        return new RowSelection(By.EVENT_TIME, BEGINNING, Micros.of(to), visibility);
    }

    /**
     * Whether a row is taken.
     *
     * @param createdTime of the row, or {@link RowWriter#NO_CREATED_TIME}
     */
    public boolean takes(long eventTime, long createdTime) {
        return visibility.knownAt(to, eventTime, createdTime)
                && (after == BEGINNING || moment(eventTime, createdTime) > after);
    }

    private long moment(long eventTime, long createdTime) {
        return switch (by) {
            case EVENT_TIME -> eventTime;
            case ARRIVAL -> arrival(eventTime, createdTime);
        };
    }

    /**
     * When a row that can count arrived, in microseconds since 1970.
     *
     * @param createdTime of the row, or {@link RowWriter#NO_CREATED_TIME}, which is the smallest of all numbers
     */
    public long arrival(long eventTime, long createdTime) {
        return Math.max(Math.max(eventTime, visibility.availableAt(eventTime, createdTime)), createdTime);
    }

    /** Whether a row can never count, whatever the run: its created time decides when it is known, and it has none. */
    public boolean neverTakes(long createdTime) {
        return visibility.from() == Availability.From.CREATED_TIME && createdTime == RowWriter.NO_CREATED_TIME;
    }

    /**
     * A condition that a source can judge before it reads a row, by the bounds that files keep of their columns or in a database. It holds
     * for each row that {@link #takes} takes, for each that can never count, and for some others.
     *
     * @param createdTime the column, where the source has one
     */
    public Column roughly(Column eventTime, Optional<Column> createdTime) {
        Column taken = eventTime.leq(instant(to));
        if (after != BEGINNING) {
            taken = taken.and(lateEnough(eventTime, createdTime));
        }
        return uncountable(eventTime, createdTime).or(taken);
    }

    /**
     * Whether a row can never count, as a condition: it has no event time, or not the created time that decides when it is known.
     *
     * @param createdTime the column, where the source has one
     */
    public Column uncountable(Column eventTime, Optional<Column> createdTime) {
        Column uncountable = eventTime.isNull();
        return visibility.from() == Availability.From.CREATED_TIME && createdTime.isPresent()
                ? uncountable.or(createdTime.get().isNull())
                : uncountable;
    }

    /**
     * {@link #takes} as a condition.
     *
     * @param createdTime the column, where the source has one
     * @return true or false of each row that has an event time; null or false of one that has none
     */
    public Column exactly(Column eventTime, Optional<Column> createdTime) {
        Column known = eventTime.leq(instant(to));
        if (visibility.from() == Availability.From.EVENT_TIME) {
            known = known.and(eventTime.leq(instant(lagBefore(to))));
        } else {
            known = known.and(createdTime
                    .map(created -> created.isNotNull().and(created.leq(instant(lagBefore(to)))))
                    .orElse(lit(false)));
        }
        return after == BEGINNING ? known : known.and(arrivesAfter(eventTime, createdTime));
    }

    private Column arrivesAfter(Column eventTime, Optional<Column> createdTime) {
        if (by == By.EVENT_TIME) {
            return eventTime.gt(instant(after));
        }
        Column beforeLag = instant(lagBefore(after));
        Column created = createdTime.orElse(lit(null).cast("timestamp"));
        return switch (visibility.from()) {
            case EVENT_TIME -> eventTime.gt(beforeLag).or(coalesce(created.gt(instant(after)), lit(false)));
            case CREATED_TIME -> eventTime.gt(instant(after)).or(coalesce(created.gt(beforeLag), lit(false)));
        };
    }

    private Column lateEnough(Column eventTime, Optional<Column> createdTime) {
        if (by == By.EVENT_TIME) {
            return eventTime.gt(instant(after));
        }
        // Either time, and the lag behind either, may be what makes the row arrive after the start.
        Column start = instant(lagBefore(after));
        return createdTime
                .map(created -> eventTime.gt(start).or(created.gt(start)))
                .orElseGet(() -> eventTime.gt(start));
    }

    private long lagBefore(long instant) {
        long before = instant - visibility.after();
        return before > instant ? BEGINNING : before;
    }

    private static Column instant(long micros) {
        Instant instant = Micros.instant(micros);
        return lit(instant);
    }
}
