package dev.tandem.online;

/** Why a row was not written. */
public enum Rejection {
    /** A part of its entity key is null: it names no entity. */
    NO_ENTITY,
    /** Its event time lies after the writer's clock: writing it would hide the value that counts now. */
    IN_THE_FUTURE,
    /** It becomes available only after the writer's clock: writing it would hide the value that counts now. */
    NOT_YET_AVAILABLE,
    /** Its created time decides when it counts, and it has none. */
    NO_CREATED_TIME,
    /** It is so old that it would not be kept. */
    PAST_RETENTION,
    /** The column that tells events apart is null: nobody could say whether it counts already. */
    NO_EVENT_ID,
    /** It comes so much later than others that nobody can say whether it counts already; the next materialisation counts it. */
    LATE,
    /** With it, more would be stored of its entity than {@link dev.tandem.transform.window.EntityWindows#MOST_BYTES}. */
    TOO_LARGE
}
