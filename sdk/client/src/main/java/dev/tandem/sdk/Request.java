package dev.tandem.sdk;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is asked of the server. Nothing that this client asks does harm when it is asked twice: reads change nothing, and of a
 * row that is pushed again the server takes no notice.
 *
 * @param task what it is for, as a sentence about it begins: "Reading 3 keys of service 'arrival_delay'"
 * @param path below the server's address, without a slash in front, encoded
 * @param body a JSON document, which makes it a POST; null makes it a GET
 */
record Request(String task, String path, byte @Nullable [] body) {

    /** A failure to make sense of what came back. */
    FeatureStoreException notUnderstood(Exception cause) {
        return new FeatureStoreException(
                "%s failed: the answer is not understood (%s). Use a version of tandem-sdk that fits the server's."
                        .formatted(task, cause.getMessage()),
                cause);
    }
}
