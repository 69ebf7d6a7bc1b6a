package dev.tandem.definition;

import java.util.Locale;

/** What becomes of a run that reads rows which are not as expected. */
public enum Severity {
    /** It goes on, and tells. */
    WARN,
    /** It stops before anything is written. */
    FAIL;

    /** What holds where nothing is said: somebody who writes down what must hold wants to be stopped when it does not. */
    public static final Severity USUAL = FAIL;

    /** Its name in a definition, such as {@code warn}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The severity of that name.
     *
     * @throws IllegalArgumentException when there is none
     */
    static Severity parse(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }
}
