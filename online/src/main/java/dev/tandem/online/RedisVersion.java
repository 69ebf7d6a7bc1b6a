package dev.tandem.online;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of a Redis server, or of one that speaks as Redis does. */
record RedisVersion(int major, int minor) {
    /** The oldest that Tandem runs on. */
    static final RedisVersion OLDEST = new RedisVersion(6, 2);

    private static final Pattern IN_INFO = Pattern.compile("^redis_version:(\\d+)\\.(\\d+)", Pattern.MULTILINE);

    /** Reads the answer to {@code INFO server}; one that tells no version counts as version 0.0. */
    static RedisVersion in(String info) {
        Matcher matcher = IN_INFO.matcher(info);
        return matcher.find()
                ? new RedisVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
                : new RedisVersion(0, 0);
    }

    boolean isOlderThan(RedisVersion other) {
        return major < other.major || (major == other.major && minor < other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
