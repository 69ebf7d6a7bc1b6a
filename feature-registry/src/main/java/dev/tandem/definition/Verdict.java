package dev.tandem.definition;

import java.util.Locale;

/** What a figure means for whoever answers for a model, from harmless to worst. */
public enum Verdict {
    /** Nothing to see to. */
    OK,
    /** Worth a look. */
    WARN,
    /** Something is to be done. */
    ALERT;

    /** The worse of two. */
    public Verdict or(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** In lower case, as it is shown. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
