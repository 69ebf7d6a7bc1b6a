package dev.tandem.online;

import java.util.Locale;

/** Why a row was not written. */
public enum Rejection {
    /** A part of its entity key is null: it names no entity. */
    NO_ENTITY("A part of its key is null, so it names no entity."),
    /** Its event time lies after the writer's clock: writing it would hide the value that counts now. */
    IN_THE_FUTURE("Its event time lies in the future: writing it would hide the value that counts now."),
    /** It becomes available only after the writer's clock: writing it would hide the value that counts now. */
    NOT_YET_AVAILABLE("It becomes available later: writing it would hide the value that counts now."),
    /** Its created time decides when it counts, and it has none. */
    NO_CREATED_TIME("Its created time decides when it counts, and it has none."),
    /** It is so old that it would not be kept. */
    PAST_RETENTION("It is so old that it would not be kept."),
    /** The column that tells events apart is null: nobody could say whether it counts already. */
    NO_EVENT_ID("The column that tells events apart is null, so nobody could say whether it counts already."),
    /** It comes so much later than others that nobody can say whether it counts already; the next materialisation counts it. */
    LATE(
            "It comes so late that nobody can say whether it counts already. The next materialisation counts it, if it is in the source."),
    /** With it, more would be stored of its entity than {@link dev.tandem.transform.window.EntityWindows#MOST_BYTES}. */
    TOO_LARGE(
            "What is stored of its entity would become too large with it, so it does not count. Declare a coarser resolution, or fewer or shorter windows.");

    private final String sentence;

    Rejection(String sentence) {
        this.sentence = sentence;
    }

    /** The reason as whoever sent the row is told it. */
    public String sentence() {
        return sentence;
    }

    /** The reason in two or three words, to stand beside a count: {@code past retention}. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
