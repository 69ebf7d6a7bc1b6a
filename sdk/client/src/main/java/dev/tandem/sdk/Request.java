package dev.tandem.sdk;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is asked of the server.
 *
 * @param task what it is for, as a sentence about it begins: "Reading 3 keys of service 'arrival_delay'"
 * @param path below the server's address, without a slash in front, encoded
 * @param body a JSON document, which makes it a POST; null makes it a GET
 * @param repetition whether it may be sent again
 */
record Request(String task, String path, byte @Nullable [] body, Repetition repetition) {

    /** Whether sending a request again does harm when nobody knows what became of the first. */
    enum Repetition {
        HARMLESS,
        HARMFUL
    }

    static Request get(String task, String path) {
        return new Request(task, path, null, Repetition.HARMLESS);
    }
}
