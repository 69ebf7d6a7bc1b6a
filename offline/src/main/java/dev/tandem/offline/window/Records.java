package dev.tandem.offline.window;

/** {@link StreamRecord}s to walk through, each of which may be overwritten by the next. Not thread-safe. */
interface Records {
    /** Goes to the next record; false when there is none. */
    boolean advance();

    /** The array in which the record is, or null when it is outside the heap, as Spark's memory knows places. */
    Object base();

    /** Where in it the record is. */
    long offset();

    /** How many bytes it has. */
    int length();
}
