package dev.tandem.sdk;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Reads features from a Tandem server. Thread-safe; one client serves a whole program, and is closed with it.
 *
 * <pre>{@code
 * record Inputs(Double temperature, Integer windDirection) {}
 *
 * try (FeatureStoreClient client = FeatureStoreClient.connect(URI.create("http://localhost:6566"))) {
 *     FeatureService<Key, Inputs> service = client.service("arrival_delay", Inputs.class);
 *     Inputs inputs = service.read(Key.of("origin", "JFK").and("carrier", "UA")).values();
 * }
 * }</pre>
 */
public interface FeatureStoreClient extends AutoCloseable {

    /** A client with {@link ClientSettings#DEFAULT}. */
    static FeatureStoreClient connect(URI server) {
        return connect(server, ClientSettings.DEFAULT);
    }

    /**
     * A client of a server. Nothing is sent yet; the first call that needs the server connects.
     *
     * @param server the address of the server, such as {@code https://features.example.org:6566}, with a path when a gateway puts the
     *     server below one
     * @throws FeatureStoreException when the address is none that a server can have
     */
    static FeatureStoreClient connect(URI server, ClientSettings settings) {
        return HttpFeatureStoreClient.connect(server, settings);
    }

    /**
     * What a service takes and gives now.
     *
     * @throws RequestRefusedException when there is no such service
     * @throws FeatureStoreException another subclass that says what went wrong
     */
    ServiceSchema schema(String service);

    /**
     * Binds a service to a record whose components take features. A component has the feature's name, or that name in camel case, or
     * says by {@link Called} which feature it takes; features that no component takes are left out. Its type is the one Java class of
     * the feature's type (see {@link FeatureRow}), or an {@link java.util.Optional} of it, or {@link java.util.OptionalInt}, {@link
     * java.util.OptionalLong}, {@link java.util.OptionalDouble}, or {@link Object}.
     *
     * @throws BindingException with everything that does not fit
     * @throws RequestRefusedException when there is no such service
     * @throws FeatureStoreException another subclass that says what went wrong
     */
    <F extends Record> FeatureService<Key, F> service(String name, Class<F> features);

    /**
     * Binds a service to two records: one whose components give the key columns, and one whose components take features, as in {@link
     * #service(String, Class)}. Every key column needs a component.
     *
     * @throws BindingException with everything that does not fit
     * @throws RequestRefusedException when there is no such service
     * @throws FeatureStoreException another subclass that says what went wrong
     */
    <K extends Record, F extends Record> FeatureService<K, F> service(String name, Class<K> key, Class<F> features);

    /**
     * Reads all features of a service for one key, by name.
     *
     * @throws FeatureStoreException a subclass that says what went wrong; also when the thread is interrupted, which leaves its mark set
     */
    FeatureRow read(String service, Key key);

    /**
     * Reads all features of a service for many keys, as {@link FeatureService#readAll} does.
     *
     * @throws FeatureStoreException a subclass that says what went wrong; also when the thread is interrupted, which leaves its mark set
     */
    List<FeatureRow> readAll(String service, List<Key> keys);

    /** {@link #read} without waiting. Fails with what {@code read} throws. Cancelling it gives the request up. */
    CompletableFuture<FeatureRow> readAsync(String service, Key key);

    /** {@link #readAll} without waiting. Fails with what {@code readAll} throws. Cancelling it gives the requests up. */
    CompletableFuture<List<FeatureRow>> readAllAsync(String service, List<Key> keys);

    /**
     * Sends rows of a source, such as events that just happened, into the views that read it. A row that is older than what is kept of
     * its entity changes nothing, and neither does a row that is sent again.
     *
     * @param source the name of the source
     * @param destination where the rows are to go
     * @param rows the source's columns by name, in Java's form of their types (see {@link FeatureRow}); the same columns in every row
     * @return what became of them; nothing is kept of a push that fails, unless its message says so
     * @throws FeatureStoreException a subclass that says what went wrong; also when the thread is interrupted, which leaves its mark set
     */
    PushOutcome push(String source, Destination destination, List<? extends Map<String, ?>> rows);

    /** Where pushed rows go. */
    enum Destination {
        /** Into the online store: they are served at once, and training sets will not know of them. */
        ONLINE,
        /** Into the landing folder, from which training sets and materialisations take them. */
        OFFLINE,
        /** To both. */
        ONLINE_AND_OFFLINE
    }

    /** Fails what is still under way and lets go of connections and threads. Calling it again does nothing. */
    @Override
    void close();
}
