package dev.tandem.offline;

import java.io.Serializable;

/**
 * Where materialised rows go: offline's only view of the online store. It is sent to every Spark task, which opens a writer of its own.
 */
public interface RowSink extends Serializable {

    /** Opens a writer for one task. */
    Writer open();

    /** Writes the rows of one task; used by one thread. */
    interface Writer extends AutoCloseable {

        /**
         * Takes one row; it may be held back to be written with others.
         *
         * @param entityKey what {@link dev.tandem.row.EntityKey#pack} made
         * @param row what {@link dev.tandem.row.RowWriter#write} made
         */
        void write(byte[] entityKey, byte[] row);

        /** Writes what was held back and tells what became of all rows. Called once, at the end of a task that did not fail. */
        Outcome finish();

        /** Lets go of connections. Called whether the task failed or not. */
        @Override
        void close();
    }

    /**
     * What became of the rows of a task.
     *
     * @param written became the newest of their entity
     * @param older were the same as, or older than, what is stored
     * @param rejected were not fit to be written, such as rows already past their retention
     */
    record Outcome(long written, long older, long rejected) implements Serializable {
        /** No rows. */
        public static final Outcome NONE = new Outcome(0, 0, 0);

        /** Both outcomes together. */
        public Outcome plus(Outcome other) {
            return new Outcome(written + other.written, older + other.older, rejected + other.rejected);
        }
    }
}
