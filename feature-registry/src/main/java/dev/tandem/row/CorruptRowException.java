package dev.tandem.row;

import dev.tandem.TandemException;

/** Bytes that are not a row, key or state of the format or schema they were read as. */
public final class CorruptRowException extends TandemException {
    private static final long serialVersionUID = 1L;

    private final String problem;

    /**
     * Bytes that cannot be read.
     *
     * @param problem what is wrong with them, without a full stop
     */
    public CorruptRowException(String problem) {
        this("The stored row", problem);
    }

    private CorruptRowException(String what, String problem) {
        super(
                what + " cannot be read: " + problem
                        + ". It was damaged, or written by something other than Tandem; erase the entity online and materialize its view again.");
        this.problem = problem;
    }

    /** The same, for a reader who knows where the row was found. */
    public CorruptRowException at(String place) {
        return new CorruptRowException("The stored row of " + place, problem);
    }
}
