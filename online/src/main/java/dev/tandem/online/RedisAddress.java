package dev.tandem.online;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which Redis a URL means, and how to speak of it: {@link #toString} and every message name its hosts and never a password.
 *
 * @param cluster whether it is a cluster
 * @param nodes where to connect: one for a single server or Sentinels, one or more of a cluster
 * @param text hosts and ports, as people may read them
 * @param secrets what must not be shown
 */
record RedisAddress(boolean cluster, List<RedisURI> nodes, String text, List<String> secrets) {
    private static final Pattern HOST = Pattern.compile("([^:\\[\\]]+|\\[[0-9a-fA-F:.]+])(:\\d{1,5})?");

    private static final String FORMS = "redis://host:port, rediss://host:port, "
            + "redis-sentinel://host:port,host:port#master or redis-cluster://host:port,host:port, each with user:password@ before the "
            + "first host where Redis asks for it, and ?sentinelPassword=password before # where Sentinels do";

    private static final Pattern SENTINEL_PASSWORD = Pattern.compile("(?<=[?&]sentinelPassword=)[^&#]*");

    /**
     * Reads a URL.
     *
     * @throws OnlineStoreException when it is none that Tandem knows
     */
    static RedisAddress parse(String url) {
        try {
            URI uri = URI.create(url);
            checkHosts(uri);
            return switch (Optional.ofNullable(uri.getScheme()).orElse("")) {
                case "redis-cluster" -> cluster(uri, "redis");
                case "rediss-cluster" -> cluster(uri, "rediss");
                case "redis-sentinel", "rediss-sentinel" -> sentinels(uri);
                case "redis", "rediss" -> single(uri);
                default -> throw new IllegalArgumentException("unknown scheme");
            };
        } catch (IllegalArgumentException notOurs) {
            // Neither the cause nor its message is passed on: both may quote the password.
            throw new OnlineStoreException(
                    "The online store's URL '%s' cannot be understood. Use one of %s. Characters such as @ / # : in a password are written as %%40 %%2F %%23 %%3A."
                            .formatted(masked(url), FORMS),
                    null);
        }
    }

    private static void checkHosts(URI uri) {
        String authority = Optional.ofNullable(uri.getRawAuthority()).orElse("");
        for (String host : authority.substring(authority.lastIndexOf('@') + 1).split(",", -1)) {
            if (!HOST.matcher(host).matches()) {
                throw new IllegalArgumentException("no host");
            }
        }
    }

    private static RedisAddress single(URI uri) {
        RedisURI node = RedisURI.create(uri);
        return new RedisAddress(false, List.of(node), hosts(List.of(node)), secretsOf(uri));
    }

    private static RedisAddress sentinels(URI uri) {
        RedisURI node = RedisURI.create(uri);
        if (node.getSentinelMasterId() == null || node.getSentinelMasterId().isEmpty()) {
            throw new IllegalArgumentException("no master");
        }
        String text = "master '" + node.getSentinelMasterId() + "' of the Sentinels at " + hosts(node.getSentinels());
        List<String> secrets = new ArrayList<>(secretsOf(uri));
        Matcher password = SENTINEL_PASSWORD.matcher(uri.toString());
        if (password.find()) {
            String decoded = URLDecoder.decode(password.group(), StandardCharsets.UTF_8);
            node.getSentinels().forEach(sentinel -> sentinel.setAuthentication(decoded));
            secrets.add(decoded);
        }
        return new RedisAddress(false, List.of(node), text, secrets);
    }

    private static RedisAddress cluster(URI uri, String scheme) {
        URI plain = URI.create(scheme + uri.toString().substring(uri.getScheme().length()));
        List<RedisURI> nodes = RedisClusterURIUtil.toRedisURIs(plain);
        return new RedisAddress(true, nodes, "the cluster at " + hosts(nodes), secretsOf(uri));
    }

    private static String hosts(List<RedisURI> nodes) {
        return nodes.stream().map(node -> node.getHost() + ":" + node.getPort()).collect(Collectors.joining(", "));
    }

    /** The password, as Redis gets it. */
    private static List<String> secretsOf(URI uri) {
        return Optional.ofNullable(uri.getAuthority())
                .filter(authority -> authority.contains("@"))
                .map(authority -> authority.substring(0, authority.lastIndexOf('@')))
                .map(user -> user.substring(user.indexOf(':') + 1))
                .filter(password -> !password.isEmpty())
                .stream()
                .toList();
    }

    private static String masked(String url) {
        String withoutLogin = url.replaceFirst("(?<=://).*@", "***@").replaceFirst("^[^/]*@", "***@");
        return SENTINEL_PASSWORD.matcher(withoutLogin).replaceAll("***");
    }

    /** Whether a text gives a password away. */
    boolean isToldBy(String message) {
        return secrets.stream().anyMatch(message::contains);
    }

    @Override
    public String toString() {
        return text;
    }
}
