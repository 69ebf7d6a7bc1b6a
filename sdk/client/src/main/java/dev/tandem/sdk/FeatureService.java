package dev.tandem.sdk;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A feature service whose keys and features are bound to types of the caller's. Made by {@link FeatureStoreClient#service}, which checks
 * that they fit; should the service be changed later so that they fit no more, reading fails with {@link BindingException} and says how.
 * Thread-safe, and meant to be kept.
 *
 * <p>An interface, so that tests of code that reads features can do without a server.
 *
 * @param <K> what names the entities to read: {@link Key}, or a record of the caller's
 * @param <F> the record that takes the features
 */
public interface FeatureService<K, F> {

    /** What the service took and gave when it was bound. */
    ServiceSchema schema();

    /**
     * Reads the features of one key.
     *
     * @throws FeatureStoreException a subclass that says what went wrong; also when the thread is interrupted, which leaves its mark set
     */
    Features<F> read(K key);

    /**
     * Reads the features of many keys, in their order, the same key more than once if it is there more than once. A batch that is larger
     * than the server takes at once is sent in parts, at the same time; either all of it is read or nothing.
     *
     * @throws FeatureStoreException a subclass that says what went wrong; also when the thread is interrupted, which leaves its mark set
     */
    List<Features<F>> readAll(List<? extends K> keys);

    /** {@link #read} without waiting. Fails with what {@code read} throws. Cancelling it gives the request up. */
    CompletableFuture<Features<F>> readAsync(K key);

    /** {@link #readAll} without waiting. Fails with what {@code readAll} throws. Cancelling it gives the requests up. */
    CompletableFuture<List<Features<F>>> readAllAsync(List<? extends K> keys);
}
