package dev.tandem.offline;

import java.io.Serializable;
import java.util.List;

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
