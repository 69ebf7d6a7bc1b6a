package dev.tandem.server;

import dev.tandem.TandemException;
import dev.tandem.server.log.LogSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How a {@link FeatureServer} listens and what it puts up with. Immutable.
 *
 * @param host the name or address to listen on
 * @param port the port to listen on; 0 takes any that is free
 * @param tokens the access tokens; a request must carry one of them. Empty: no token is asked for, and only a loopback address may be
 *     listened on. Several let a token be replaced without a moment of refusal
 * @param landing the folder that takes pushed rows for the offline side; empty: such pushes are refused
 * @param log what is kept of answers, to be compared with training later; empty: nothing
 * @param registryPoll how often to look for a newer state of the registry
 * @param limits what one caller may ask for, and how long anything may take
 */
public record ServerSettings(
        String host,
        int port,
        Set<String> tokens,
        Optional<Path> landing,
        Optional<LogSettings> log,
        Duration registryPoll,
        Limits limits) {

    /** Loopback only, port 6566, no token, no landing folder, no log of answers, a look at the registry every two seconds. */
    public static final ServerSettings LOCAL = new ServerSettings(
            "127.0.0.1", 6566, Set.of(), Optional.empty(), Optional.empty(), Duration.ofSeconds(2), Limits.DEFAULT);

    private static final int SHORTEST_TOKEN = 16;
    private static final int LARGEST_PORT = 65_535;

    /**
     * What one caller may ask for, and how long anything may take.
     *
     * @param bodyBytes the largest request body
     * @param rows the most rows of one request, read or pushed
     * @param threads the most threads that serve requests
     * @param storeTimeout how long a read waits for the online store before it answers 503
     * @param clientTimeout how long a client may take to send its request, or to take some of the answer
     * @param shutdownGrace how long requests in flight may go on once the server is closing
     */
    public record Limits(
            int bodyBytes,
            int rows,
            int threads,
            Duration storeTimeout,
            Duration clientTimeout,
            Duration shutdownGrace) {

        /** 1 MiB, 1,000 rows, 64 threads, 1 s for the store, 10 s for the client, 10 s to shut down. */
        public static final Limits DEFAULT =
                new Limits(1 << 20, 1_000, 64, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(10));

        private static final int FEWEST_THREADS = 8;

        /** @throws TandemException when a limit would let nothing through */
        public Limits {
            atLeast("body bytes", bodyBytes, 1);
            atLeast("rows", rows, 1);
            atLeast("threads", threads, FEWEST_THREADS);
            positive("store timeout", storeTimeout);
            positive("client timeout", clientTimeout);
            positive("shutdown grace", shutdownGrace);
        }

        private static void atLeast(String what, int value, int least) {
            if (value < least) {
                throw new TandemException(
                        "The server's limit of %s is %d. Set it to %d or more.".formatted(what, value, least));
            }
        }

        private static void positive(String what, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new TandemException("The server's %s is %s. Set it to more than nothing.".formatted(what, value));
            }
        }
    }

    /** @throws TandemException when the server would be open to strangers, or the settings make no sense */
    public ServerSettings {
        tokens = Set.copyOf(tokens);
        if (port < 0 || port > LARGEST_PORT) {
            throw new TandemException("Port %d does not exist. Choose one from 0 (any) to 65535.".formatted(port));
        }
        Limits.positive("registry poll interval", registryPoll);
        for (String token : tokens) {
            requireStrong(token);
        }
        if (tokens.isEmpty() && !isLoopback(host)) {
            throw new TandemException(
                    "The server would listen on '%s' without asking for an access token, so that anyone who reaches this machine could read and write features. Set a token, or listen on 127.0.0.1."
                            .formatted(host));
        }
    }

    /** The same on another port. */
    public ServerSettings withPort(int newPort) {
        return new ServerSettings(host, newPort, tokens, landing, log, registryPoll, limits);
    }

    /** The same on another address. */
    public ServerSettings withHost(String newHost) {
        return new ServerSettings(newHost, port, tokens, landing, log, registryPoll, limits);
    }

    /** The same, asking for one of these tokens. */
    public ServerSettings withTokens(Set<String> newTokens) {
        return new ServerSettings(host, port, newTokens, landing, log, registryPoll, limits);
    }

    /** The same, taking pushed rows for the offline side into this folder. */
    public ServerSettings withLanding(Path folder) {
        return new ServerSettings(host, port, tokens, Optional.of(folder), log, registryPoll, limits);
    }

    /** The same, keeping a sample of answers. */
    public ServerSettings withLog(LogSettings newLog) {
        return new ServerSettings(host, port, tokens, landing, Optional.of(newLog), registryPoll, limits);
    }

    /** The same, looking for a newer registry state this often. */
    public ServerSettings withRegistryPoll(Duration newPoll) {
        return new ServerSettings(host, port, tokens, landing, log, newPoll, limits);
    }

    /** The same within other limits. */
    public ServerSettings withLimits(Limits newLimits) {
        return new ServerSettings(host, port, tokens, landing, log, registryPoll, newLimits);
    }

    /** Everything but the tokens, which must not reach a log. */
    @Override
    public String toString() {
        return "ServerSettings[host=%s, port=%d, tokens=%d, landing=%s, log=%s, registryPoll=%s, limits=%s]"
                .formatted(host, port, tokens.size(), landing, log, registryPoll, limits);
    }

    private static void requireStrong(String token) {
        boolean plain = token.chars().allMatch(c -> c > ' ' && c < 0x7F);
        if (token.length() < SHORTEST_TOKEN || !plain) {
            throw new TandemException(
                    "An access token is shorter than %d characters, or holds others than visible ASCII. Make one with: openssl rand -hex 32"
                            .formatted(SHORTEST_TOKEN));
        }
    }

    static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new TandemException(
                    "The server cannot listen on '%s': no address of that name is known here. Use 127.0.0.1, 0.0.0.0 or an address of this machine."
                            .formatted(host),
                    e);
        }
    }
}
