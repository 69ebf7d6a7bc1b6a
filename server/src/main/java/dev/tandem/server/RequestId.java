package dev.tandem.server;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Names for requests: UUIDs of version 7 (RFC 9562), which begin with the time, so that they sort by it and the day of a request can be told
 * from its name.
 */
final class RequestId {
    /** The response header that tells a caller the name of its request. */
    static final String HEADER = "X-Request-Id";

    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000000000000000L;
    private static final long RANDOM_BITS = 0x3fffffffffffffffL;

    private RequestId() {}

    /**
     * A name that no other request has.
     *
     * @param time of the request, in microseconds since 1970
     */
    static String at(long time) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = TimeUnit.MICROSECONDS.toMillis(time) << 16 | VERSION_7 | random.nextInt(1 << 12);
        return new UUID(high, VARIANT | (random.nextLong() & RANDOM_BITS)).toString();
    }
}
