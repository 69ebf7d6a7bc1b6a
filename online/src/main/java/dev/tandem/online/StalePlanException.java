package dev.tandem.online;

import dev.tandem.TandemException;

/** A row was packed under a schema that the plan does not know, because the registry has a newer state than the plan was made of. */
public final class StalePlanException extends TandemException {
    private static final long serialVersionUID = 1L;

    StalePlanException(String view, int schemaId, long stateNumber) {
        super(
                ("A row of feature view '%s' was written under schema %d, which state %d of the registry does not know: a newer state was"
                                + " applied meanwhile. Read the registry again and repeat the request.")
                        .formatted(view, schemaId, stateNumber));
    }
}
