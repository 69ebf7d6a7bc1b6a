package dev.tandem.online;

import dev.tandem.row.CorruptRowException;
import org.jspecify.annotations.Nullable;

/** Understands what is stored of the entities of one view. Immutable. */
interface ViewReader {

    /** Which generation of the view is read. */
    long generation();

    /**
     * What is known of an entity.
     *
     * @param stored what is there, if anything
     * @param now the moment as of which to read, in microseconds since 1970
     * @return null when nothing is known
     * @throws StalePlanException when it was written under a later state than this one
     * @throws CorruptRowException when it is damaged
     */
    @Nullable
    EntityFeatures read(byte @Nullable [] stored, long now);
}
