package dev.tandem.row;

import dev.tandem.TandemException;

/** Bytes that are not a row or key of the format or schema they were read as. */
public final class CorruptRowException extends TandemException {
    private static final long serialVersionUID = 1L;

    CorruptRowException(String problem) {
        super(
                "The stored row cannot be read: " + problem
                        + ". It was damaged, or written by something other than Tandem; erase the entity online and materialize its view again.");
    }
}
