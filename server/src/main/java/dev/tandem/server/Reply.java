package dev.tandem.server;

import java.io.ByteArrayOutputStream;
import java.util.Map;

/**
 * An answer to be sent.
 *
 * @param status of HTTP
 * @param headers besides those that describe the body
 * @param contentType of the body
 * @param body not to be changed any more
 */
record Reply(int status, Map<String, String> headers, String contentType, ByteArrayOutputStream body) {
    static final String JSON = "application/json";

    /** A JSON document without further headers. */
    static Reply json(int status, ByteArrayOutputStream document) {
        return new Reply(status, Map.of(), JSON, document);
    }
}
