package dev.tandem.online;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which Redis a URL means, and how to speak of it: {@link #toString} and every message name its hosts and never a password.
 *
 * @param cluster whether it is a cluster
 * @param nodes where to connect: one for a single server or Sentinels, one or more of a cluster
 * @param text hosts and ports, as people may read them
 * @param secret what must not be shown; empty when there is none
 */
record RedisAddress(boolean cluster, List<RedisURI> nodes, String text, Optional<String> secret) {
    private static final Pattern HOST = Pattern.compile("([^:\\[\\]]+|\\[[0-9a-fA-F:.]+])(:\\d{1,5})?");

    private static final String FORMS = "redis://host:port, rediss://host:port, "
            + "redis-sentinel://host:port,host:port#master or redis-cluster://host:port,host:port, each with user:password@ before the "
            + "first host where Redis asks for it";

    /**
     * Reads a URL.
     *
     * @throws OnlineStoreException when it is none that Tandem knows
     */
    static RedisAddress parse(String url) {
        try {
            URI uri = URI.create(url);
            checkHosts(uri);
            String scheme = Optional.ofNullable(uri.getScheme()).orElse("");
            return switch (scheme) {
                case "redis-cluster" -> cluster(uri, "redis");
                case "rediss-cluster" -> cluster(uri, "rediss");
                case "redis-sentinel", "rediss-sentinel" -> sentinels(uri);
                case "redis", "rediss" -> single(uri);
                default -> throw new IllegalArgumentException("unknown scheme");
            };
        } catch (IllegalArgumentException | NullPointerException notOurs) {
            // Neither the cause nor its message is passed on: both may quote the password.
            throw new OnlineStoreException(
                    "The online store's URL '%s' cannot be understood. Use one of %s. Characters such as @ / # : in a password are written as %%40 %%2F %%23 %%3A."
                            .formatted(masked(url), FORMS),
                    null);
        }
    }

    private static void checkHosts(URI uri) {
        String authority = uri.getRawAuthority();
        for (String host : authority.substring(authority.lastIndexOf('@') + 1).split(",", -1)) {
            if (!HOST.matcher(host).matches()) {
                throw new IllegalArgumentException("no host");
            }
        }
    }

    private static RedisAddress single(URI uri) {
        RedisURI node = RedisURI.create(uri);
        return new RedisAddress(false, List.of(node), hosts(List.of(node)), secretOf(uri));
    }

    private static RedisAddress sentinels(URI uri) {
        RedisURI node = RedisURI.create(uri);
        if (node.getSentinelMasterId() == null || node.getSentinelMasterId().isEmpty()) {
            throw new IllegalArgumentException("no master");
        }
        String text = "master '" + node.getSentinelMasterId() + "' of the Sentinels at " + hosts(node.getSentinels());
        return new RedisAddress(false, List.of(node), text, secretOf(uri));
    }

    private static RedisAddress cluster(URI uri, String scheme) {
        URI plain = URI.create(scheme + uri.toString().substring(uri.getScheme().length()));
        List<RedisURI> nodes = RedisClusterURIUtil.toRedisURIs(plain);
        return new RedisAddress(true, nodes, "the cluster at " + hosts(nodes), secretOf(uri));
    }

    private static String hosts(List<RedisURI> nodes) {
        return nodes.stream().map(node -> node.getHost() + ":" + node.getPort()).collect(Collectors.joining(", "));
    }

    /** The password as the URL's author wrote it and as Redis gets it; the former is looked for only when it differs. */
    private static Optional<String> secretOf(URI uri) {
        return Optional.ofNullable(uri.getAuthority())
                .filter(authority -> authority.contains("@"))
                .map(authority -> authority.substring(0, authority.lastIndexOf('@')))
                .map(user -> user.substring(user.indexOf(':') + 1))
                .filter(password -> !password.isEmpty());
    }

    private static String masked(String url) {
        return url.replaceFirst("(?<=://).*@", "***@").replaceFirst("^[^/]*@", "***@");
    }

    /** Whether a text gives the password away. */
    boolean isToldBy(String message) {
        return secret.isPresent() && message.contains(secret.get());
    }

    @Override
    public String toString() {
        return text;
    }
}
