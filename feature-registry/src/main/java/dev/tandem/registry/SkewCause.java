package dev.tandem.registry;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a value was served that training does not see, in the order in which causes are looked for: the first whose rule holds is the cause. In
 * these rules, the <i>winner</i> is the row that training takes at the instant of the request, and the <i>cursor</i> is up to when the view had been
 * materialised when the request was answered. A feature on demand has the cause of an input that differs.
 */
public enum SkewCause {
    /** What decides the value is defined otherwise than when it was served. */
    CHANGED_DEFINITION("the definition has changed since"),

    /** It was served from a row written under an older schema, which did not hold the feature yet. */
    OLDER_SCHEMA("its row was written before the view had this feature"),

    /** One side has nothing because its row was older than the view's ttl, and the other side had a younger row. */
    EXPIRED("too old for the view's ttl on one side"),

    /** The winner became available after the cursor: it had not been written yet. */
    STALE("the view had not been materialised far enough"),

    /**
     * The winner says that it was available at the cursor, and yet it was not there: it came later than its own times say. Of a window: without the
     * events that were created later, training sees what was served.
     */
    LATE_EVENT("the event arrived in the source later than its times say"),

    /**
     * What was served is in the source no more: at its event time stands another value, or no row. Of a window: not even the events that had been
     * created by then give what was served.
     */
    REWRITTEN_SOURCE("the source was rewritten since"),

    /**
     * Events of a window came late or were rewritten; a window does not keep what it was made of, so it cannot be told which where they have no created
     * time, or some were pushed.
     */
    LATE_OR_REWRITTEN("events of the window came late, or were rewritten"),

    /** None of the other rules holds. */
    UNEXPLAINED("no cause was found");

    private final String meaning;

    SkewCause(String meaning) {
        this.meaning = meaning;
    }

    /** How JSON, metrics and the registry call it, such as {@code late_event}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it means, as a person would say it. */
    public String meaning() {
        return meaning;
    }

    /** The cause of that key, if there is one. */
    public static Optional<SkewCause> find(String key) {
        return Arrays.stream(values()).filter(cause -> cause.key().equals(key)).findFirst();
    }
}
