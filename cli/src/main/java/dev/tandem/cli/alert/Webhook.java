package dev.tandem.cli.alert;

import dev.tandem.TandemException;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * An address that messages are posted to, signed.
 *
 * <p>Each request carries {@value #ID_HEADER}, by which a receiver knows a message that it has taken before, and {@value #SIGNATURE_HEADER}: {@code
 * t=SECONDS,v1=HEX}, where HEX is the HMAC-SHA256, under the shared secret, of the seconds since 1970, a full stop, and the body, byte by byte.
 * A receiver computes the same, compares in constant time, and refuses what is older than a few minutes.
 *
 * <p>An answer of 2xx means that the message was taken. What may pass by itself is tried again, with waits that double: no connection, no
 * answer in time, 408, 429 and 5xx. Redirections are not followed: the signature is for one address. Thread-safe.
 */
public final class Webhook {
    /** Tells a message from every other one; the same in every attempt. */
    public static final String ID_HEADER = "Tandem-Message-Id";

    /** The time of the request and the signature. */
    public static final String SIGNATURE_HEADER = "Tandem-Signature";

    private static final String ALGORITHM = "HmacSHA256";
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration ATTEMPT = CONNECT.plus(ANSWER);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final double GROWTH = 2;
    private static final double JITTER = 0.5;
    private static final int LONGEST_QUOTE = 200;
    private static final Set<Integer> PASSING = Set.of(408, 429);
    private static final int SERVER_ERROR = 500;

    private final URI url;
    private final SecretKeySpec secret;
    private final InstantSource clock;
    private final RetryConfig retry;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * How often to try, and how long to wait between attempts.
     *
     * @param attempts how many in all, 1 or more
     * @param firstWait after the first; the next ones are twice as long each
     */
    public record Patience(int attempts, Duration firstWait) {
        /** Five attempts in about fifteen seconds. */
        public static final Patience USUAL = new Patience(5, Duration.ofSeconds(1));

        /** How long all attempts may take together. */
        Duration longest() {
            return ATTEMPT.plus(LONGEST_WAIT).multipliedBy(attempts);
        }
    }

    private final Patience patience;

    private Webhook(URI url, String secret, InstantSource clock, Patience patience) {
        this.url = url;
        this.secret = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
        this.clock = clock;
        this.patience = patience;
        this.retry = RetryConfig.custom()
                .maxAttempts(patience.attempts())
                .intervalFunction(
                        IntervalFunction.ofExponentialRandomBackoff(patience.firstWait(), GROWTH, JITTER, LONGEST_WAIT))
                .retryExceptions(PassingException.class)
                .build();
    }

    /**
     * A webhook; nothing is sent yet.
     *
     * @param url http or https
     * @param secret shared with the receiver, not empty
     * @param clock the time that receivers compare with theirs
     * @throws TandemException when the URL is none
     */
    public static Webhook at(String url, String secret, InstantSource clock, Patience patience) {
        try {
            URI parsed = new URI(url);
            if (parsed.getHost() != null && Set.of("http", "https").contains(parsed.getScheme())) {
                return new Webhook(parsed, secret, clock, patience);
            }
        } catch (URISyntaxException e) {
            // Told below, without what was written: there may be a secret in it.
        }
        throw new TandemException(
                "The address of the webhook is no URL of http or https. Write one such as https://retrain.example.org/alerts.");
    }

    /** How long sending takes at most. */
    public Duration longest() {
        return patience.longest();
    }

    /**
     * Posts a message, and does not come back before it was taken.
     *
     * @param id by which the receiver knows the message
     * @param json the message
     * @throws TandemException when nobody took it
     */
    public void post(String id, String json) {
        try {
            Retry.of("webhook", retry).executeRunnable(() -> attempt(id, json));
        } catch (PassingException e) {
            throw new TandemException(
                    "The webhook at %s did not take a message, tried %d times: %s. It is kept, and sent by the next command that sends any."
                            .formatted(url.getHost(), patience.attempts(), e.getMessage()),
                    e);
        }
    }

    private void attempt(String id, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .header("User-Agent", "tandem")
                .header(ID_HEADER, id)
                .header(SIGNATURE_HEADER, signature(body))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<String> answer = send(request);
        int status = answer.statusCode();
        if (PASSING.contains(status) || status >= SERVER_ERROR) {
            throw new PassingException("it answered %d %s".formatted(status, quote(answer.body())), null);
        }
        if (!isTaken(status)) {
            throw new RefusedException(
                    "The webhook at %s refuses a message: it answered %d %s. Look at alerts.webhook_url and alerts.webhook_secret. The message is kept, and sent by the next command that sends any."
                            .formatted(url.getHost(), status, quote(answer.body())));
        }
    }

    private static boolean isTaken(int status) {
        return status >= 200 && status < 300;
    }

    /** The time limit of a request ends where its answer begins; that of an attempt holds to the answer's end. */
    private HttpResponse<String> send(HttpRequest request) {
        CompletableFuture<HttpResponse<String>> answer = http.sendAsync(request, Webhook::body);
        try {
            return answer.get(ATTEMPT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new PassingException(String.valueOf(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new PassingException("its answer did not end within %d s".formatted(ATTEMPT.toSeconds()), e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new TandemException("Sending a message to the webhook was interrupted. It is kept.", e);
        }
    }

    /** What is said of a message that was taken is not waited for: it may be long, or never end. */
    private static BodySubscriber<String> body(HttpResponse.ResponseInfo answer) {
        return isTaken(answer.statusCode())
                ? BodySubscribers.mapping(BodySubscribers.ofInputStream(), Webhook::unread)
                : BodySubscribers.ofString(StandardCharsets.UTF_8);
    }

    private static String unread(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the rest of an answer cannot be left unread", e);
        }
        return "";
    }

    private static String quote(String body) {
        String line = body.lines().findFirst().orElse("").strip();
        return line.length() > LONGEST_QUOTE ? line.substring(0, LONGEST_QUOTE) + "..." : line;
    }

    private String signature(byte[] body) {
        long seconds = clock.instant().getEpochSecond();
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
            return "t=%d,v1=%s".formatted(seconds, HexFormat.of().formatHex(mac.doFinal(body)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** A failure that may pass by itself. */
    private static final class PassingException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PassingException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
