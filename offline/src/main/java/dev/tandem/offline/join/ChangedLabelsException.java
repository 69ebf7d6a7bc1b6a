package dev.tandem.offline.join;

import dev.tandem.TandemException;

/** Labels came out differently when they were read again. */
public final class ChangedLabelsException extends TandemException {
    private static final long serialVersionUID = 1L;

    ChangedLabelsException() {
        super(
                "The labels changed while they were read: one asks what none asked when they were first read. Nothing was kept."
                        + " If they are computed, compute them once: cache or write them before.");
    }
}
