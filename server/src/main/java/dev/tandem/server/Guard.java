package dev.tandem.server;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may ask. With tokens, whoever carries one; without, the server listens on loopback only, and then the danger is a page in
 * the browser of the same machine: requests that a page of another origin makes, and requests under a name other than this machine's
 * (which an attacker's name server may have pointed here), are refused. Immutable.
 */
final class Guard {
    private static final String SCHEME = "Bearer ";
    private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private final List<byte[]> digests;
    private final String host;

    Guard(ServerSettings settings) {
        this.digests = settings.tokens().stream().map(Guard::digest).toList();
        this.host = settings.host();
    }

    /** The headers of a request. */
    @FunctionalInterface
    interface Headers {
        /** The value of a header, or null. */
        @Nullable
        String find(String name);
    }

    /** @throws HttpError when the request may not go on */
    void admit(Headers headers, Route.Access access) {
        if (access == Route.Access.OPEN) {
            return;
        }
        refuseOtherOrigins(headers);
        if (digests.isEmpty()) {
            refuseOtherNames(headers.find("Host"));
        } else {
            requireToken(headers.find("Authorization"));
        }
    }

    private void requireToken(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw HttpError.unauthorized(
                    "This server asks for an access token. Send the header 'Authorization: Bearer <token>'.");
        }
        byte[] given = digest(authorization.substring(SCHEME.length()).trim());
        boolean known = false;
        for (byte[] digest : digests) {
            // Digests are equally long and compared to the end, so that the time taken tells nothing of a token.
            known |= MessageDigest.isEqual(given, digest);
        }
        if (!known) {
            throw HttpError.unauthorized("The access token is not one of this server's. Ask its operator for one.");
        }
    }

    private static void refuseOtherOrigins(Headers headers) {
        String origin = headers.find("Origin");
        if (origin != null && !authority(origin).equals(Optional.ofNullable(headers.find("Host")))) {
            throw HttpError.forbidden(
                    "A page of another origin (%s) made this request. Call the server from a program, or from its own pages."
                            .formatted(origin),
                    "origin");
        }
    }

    private static Optional<String> authority(String origin) {
        try {
            return Optional.ofNullable(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException notAnOrigin) {
            return Optional.empty();
        }
    }

    private void refuseOtherNames(@Nullable String asked) {
        String name = asked == null ? "" : withoutPort(asked);
        if (!LOCAL_NAMES.contains(name) && !name.equals(host)) {
            throw HttpError.forbidden(
                    "The request is for '%s'. A server without access tokens answers to the names of loopback only: set a token to be reached under another name."
                            .formatted(name),
                    "host");
        }
    }

    private static String withoutPort(String authority) {
        int end = authority.length();
        while (end > 0 && Character.isDigit(authority.charAt(end - 1))) {
            end--;
        }
        return end > 0 && end < authority.length() && authority.charAt(end - 1) == ':'
                ? authority.substring(0, end - 1)
                : authority;
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
