package dev.tandem.offline;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the materialised rows of one view go: offline's only view of the online store. It is sent to every Spark task, which opens a writer
 * of its own.
 */
public interface RowSink extends Serializable {

    /**
     * Opens a writer for one task.
     *
     * @throws SinkUnavailableException when the same call may succeed later
     */
    Writer open();

    /** Writes the rows of one task, batch after batch; used by one thread. */
    interface Writer extends AutoCloseable {

        /**
         * Writes some rows, each only if it is newer than what its entity has. When it returns, they are written; when it throws, some may
         * be. Writing the same rows again changes nothing.
         *
         * @param batch rows of different entities, at least one
         * @throws SinkUnavailableException when the same call may succeed later
         */
        Outcome write(List<Entry> batch);

        /** Lets go of connections. Called whether the task failed or not. */
        @Override
        void close();
    }

    /**
     * The newest row of one entity.
     *
     * @param entityKey what {@link dev.tandem.row.EntityKey#pack} made; not copied
     * @param row what {@link dev.tandem.row.RowWriter#write} made; not copied
     */
    record Entry(byte[] entityKey, byte[] row) {}

    /**
     * What became of some rows.
     *
     * @param written became the newest of their entity
     * @param older were the same as, or older than, what is stored
     * @param rejections were not fit to be written, such as rows already past their retention, by the reason in a few words
     */
    record Outcome(long written, long older, SortedMap<String, Rejected> rejections) implements Serializable {
        /** No rows. */
        public static final Outcome NONE = new Outcome(0, 0);

        /** Copies the map. */
        public Outcome {
            rejections = Collections.unmodifiableSortedMap(new TreeMap<>(rejections));
        }

        /** Rows all of which were fit. */
        public Outcome(long written, long older) {
            this(written, older, Collections.emptySortedMap());
        }

        /** How many rows were rejected, whatever the reason. */
        public long rejected() {
            return rejections.values().stream().mapToLong(Rejected::rows).sum();
        }

        /** Both outcomes together. */
        public Outcome plus(Outcome other) {
            SortedMap<String, Rejected> both = new TreeMap<>(rejections);
            other.rejections.forEach((reason, rejected) -> both.merge(reason, rejected, Rejected::plus));
            return new Outcome(written + other.written, older + other.older, both);
        }
    }

    /**
     * Rows that were rejected for the same reason.
     *
     * @param rows how many
     * @param example one of them, for people: its entity and what is wrong with it
     */
    record Rejected(long rows, String example) implements Serializable {

        /** Both together, with the example of this one. */
        public Rejected plus(Rejected other) {
            return new Rejected(rows + other.rows, example);
        }

        /** For a log or a history, such as {@code 2 rejected as past retention: the row of [JFK] ...}. */
        public String sentence(String reason) {
            return "%d rejected as %s, such as %s".formatted(rows, reason, example);
        }
    }
}
