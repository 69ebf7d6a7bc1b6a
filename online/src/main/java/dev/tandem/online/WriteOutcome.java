package dev.tandem.online;

/**
 * What became of a batch of rows.
 *
 * @param written became the newest of their entity
 * @param older were the same as, or older than, what is stored, and changed nothing
 */
public record WriteOutcome(long written, long older) {
    /** Nothing was to be written. */
    public static final WriteOutcome NONE = new WriteOutcome(0, 0);

    /** Both outcomes together. */
    public WriteOutcome plus(WriteOutcome other) {
        return new WriteOutcome(written + other.written, older + other.older);
    }
}
