package dev.tandem.cli.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every value of {@code tandem.yaml}. One line here gives a setting its place in the file, its environment variable, its flag, its
 * default and its line in {@code tandem config}.
 */
public enum Setting {
    PROJECT("project", "NAME", "", "The project whose features these are"),
    DEFINITIONS("definitions", "FOLDER", "features", "The folder of definition files, relative to tandem.yaml"),
    REGISTRY(
            "registry",
            "URL",
            ".tandem/registry.db",
            "Where applied definitions are kept: a file for SQLite, or jdbc:postgresql://HOST/DATABASE?user=...&password=..."),
    ONLINE(
            "online",
            "URL",
            "embedded",
            "The online store: embedded (a real Redis, nothing to install), redis://, rediss://, redis-sentinel:// or redis-cluster://"),
    OFFLINE_MASTER("offline.master", "MASTER", "local[*]", "The Spark master that training and materialising run on"),
    OFFLINE_LANDING("offline.landing", "FOLDER", ".tandem/landing", "Where pushed rows are kept for training"),
    OFFLINE_PATIENCE(
            "offline.patience",
            "DURATION",
            "30s",
            "How long a run that materialises waits for an online store that is away, before it fails"),
    SERVER_HOST("server.host", "ADDRESS", "127.0.0.1", "The address to serve on; beyond loopback only with a token"),
    SERVER_PORT("server.port", "PORT", "6566", "The port to serve on; 0 takes a free one"),
    SERVER_TOKEN(
            "server.token",
            "SECRET",
            "",
            "What callers must send as 'Authorization: Bearer SECRET'; none: loopback only"),
    SERVER_BODY_BYTES("server.body_bytes", "BYTES", "1048576", "The largest request body"),
    SERVER_ROWS("server.rows", "NUMBER", "1000", "The most rows of one request, read or pushed"),
    SERVER_THREADS("server.threads", "NUMBER", "64", "The most threads that serve requests, 8 or more"),
    SERVER_STORE_TIMEOUT(
            "server.store_timeout",
            "DURATION",
            "1s",
            "How long a read waits for the online store before it answers 503"),
    SERVER_CLIENT_TIMEOUT(
            "server.client_timeout",
            "DURATION",
            "10s",
            "How long a client may take to send its request, or to take some of the answer"),
    SERVER_SHUTDOWN_GRACE(
            "server.shutdown_grace",
            "DURATION",
            "10s",
            "How long requests in flight may go on once the server is stopping"),
    SERVER_REGISTRY_POLL(
            "server.registry_poll", "DURATION", "2s", "How often the server looks for a newer state of the registry"),
    ALERTS_WEBHOOK_URL(
            "alerts.webhook_url", "URL", "", "Where alerts of drift are posted to, http or https; none: nowhere"),
    ALERTS_WEBHOOK_SECRET(
            "alerts.webhook_secret", "SECRET", "", "What alerts are signed with; the receiver knows it too"),
    ALERTS_WINDOWS(
            "alerts.windows",
            "NUMBER",
            "3",
            "In how many windows in a row a feature must be found drifted before an alert is sent"),
    SERVER_LOG(
            "server.log", "FOLDER", ".tandem/log", "Where a sample of answers is kept, to be compared with training"),
    SERVER_LOG_RATE(
            "server.log_rate",
            "RATES",
            "0.01",
            "The share of entities whose answers are kept, 0 to 1, and services with their own: 0.01, arrival_delay=1"),
    AS_OF(
            "as_of",
            "INSTANT",
            "",
            "The instant to take for now, such as 2013-12-31T23:00:00Z; none: the system's clock");

    private final String key;
    private final String form;
    private final String byDefault;
    private final String description;

    Setting(String key, String form, String byDefault, String description) {
        this.key = key;
        this.form = form;
        this.byDefault = byDefault;
        this.description = description;
    }

    /** Its path in {@code tandem.yaml}, with dots between the levels. */
    public String key() {
        return key;
    }

    /** What a value looks like, in one word. */
    public String form() {
        return form;
    }

    /** The value when nobody says otherwise; empty for none. */
    public String byDefault() {
        return byDefault;
    }

    /** What it is for, in a sentence. */
    public String description() {
        return description;
    }

    /** The environment variable that overrides the file. */
    public String variable() {
        return "TANDEM_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** The flag that overrides all else. */
    public String flag() {
        return "--" + key.replace('.', '-').replace('_', '-');
    }

    /** Whether its value must never be shown whole. */
    public boolean isSecret() {
        return this == SERVER_TOKEN || this == ALERTS_WEBHOOK_SECRET;
    }

    static Optional<Setting> find(String key) {
        return Arrays.stream(values()).filter(s -> s.key.equals(key)).findFirst();
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(Setting::key).toList();
    }
}
