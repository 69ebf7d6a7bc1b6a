package dev.tandem.server;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A request's body while it arrives, within the server's limits of size and time. Not thread-safe. */
final class RequestBody {
    private static final int FIRST_BYTES = 4 << 10;

    private final ServerSettings.Limits limits;
    private final long deadline;
    private byte[] bytes;
    private int size;

    private RequestBody(ServerSettings.Limits limits, int firstBytes) {
        this.limits = limits;
        this.deadline = System.nanoTime() + limits.clientTimeout().toNanos();
        this.bytes = new byte[firstBytes];
    }

    /**
     * A body of which nothing has arrived.
     *
     * @param encoding as the request declares it, or null
     * @param length as the request declares it, or -1
     * @throws HttpError when it is too large, or encoded
     */
    static RequestBody expected(@Nullable String encoding, long length, ServerSettings.Limits limits) {
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw HttpError.of(
                    415, "unsupported", "The body is encoded with %s. Send it as it is.".formatted(encoding));
        }
        if (length > limits.bodyBytes()) {
            throw tooLarge(limits);
        }
        return new RequestBody(limits, length < 0 ? FIRST_BYTES : (int) length);
    }

    /**
     * Takes what has arrived.
     *
     * @throws HttpError when it is too much, or came too late
     */
    void add(ByteBuffer part) {
        int count = part.remaining();
        if (size + count > limits.bodyBytes()) {
            throw tooLarge(limits);
        }
        if (System.nanoTime() - deadline > 0) {
            throw HttpError.timedOut("The body did not arrive within %d ms."
                    .formatted(limits.clientTimeout().toMillis()));
        }
        if (size + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + count, Math.min(size * 2, limits.bodyBytes())));
        }
        part.get(bytes, size, count);
        size += count;
    }

    private static HttpError tooLarge(ServerSettings.Limits limits) {
        return HttpError.tooLarge(
                "The body is larger than %d bytes. Split the request, or raise the server's limit of body bytes."
                        .formatted(limits.bodyBytes()),
                "body");
    }

    /** All of it. */
    byte[] bytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }
}
