package dev.tandem.sdk;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;

/** The client, over HTTP. */
final class HttpFeatureStoreClient implements FeatureStoreClient {
    private final Transport transport;
    private final ConcurrentMap<String, Lookup> lookups = new ConcurrentHashMap<>();

    private HttpFeatureStoreClient(Transport transport) {
        this.transport = transport;
    }

    static FeatureStoreClient connect(URI server, ClientSettings settings) {
        // Not ThreadLocalRandom.current(): that is the calling thread's, and pauses are drawn in many.
        return new HttpFeatureStoreClient(new Transport(
                address(server), settings, () -> ThreadLocalRandom.current().nextLong()));
    }

    private static URI address(URI server) {
        boolean http = "http".equalsIgnoreCase(server.getScheme()) || "https".equalsIgnoreCase(server.getScheme());
        if (!http || server.getHost() == null || server.getRawUserInfo() != null || server.getRawQuery() != null) {
            throw new FeatureStoreException(
                    "'%s' is not the address of a server. Give one such as http://localhost:6566 or https://example.org/features, and an access token in the settings."
                            .formatted(withoutUserInfo(server)));
        }
        String path = server.getRawPath() == null ? "" : server.getRawPath();
        return server.resolve(path.endsWith("/") ? path : path + "/");
    }

    private static String withoutUserInfo(URI server) {
        String userInfo = server.getRawUserInfo();
        return userInfo == null ? server.toString() : server.toString().replace(userInfo, "***");
    }

    @Override
    public ServiceSchema schema(String service) {
        return Futures.await(open(service, transport.deadline())).schema();
    }

    @Override
    public <F extends Record> FeatureService<Key, F> service(String name, Class<F> features) {
        return BoundService.of(Futures.await(open(name, transport.deadline())), features);
    }

    @Override
    public <K extends Record, F extends Record> FeatureService<K, F> service(
            String name, Class<K> key, Class<F> features) {
        return BoundService.of(Futures.await(open(name, transport.deadline())), key, features);
    }

    @Override
    public FeatureRow read(String service, Key key) {
        return Futures.await(readAsync(service, key));
    }

    @Override
    public List<FeatureRow> readAll(String service, List<Key> keys) {
        return Futures.await(readAllAsync(service, keys));
    }

    @Override
    public CompletableFuture<FeatureRow> readAsync(String service, Key key) {
        return Futures.then(readAllAsync(service, List.of(key)), rows -> rows.get(0));
    }

    @Override
    public CompletableFuture<List<FeatureRow>> readAllAsync(String service, List<Key> keys) {
        List<Key> all = List.copyOf(keys);
        long deadline = transport.deadline();
        return Futures.thenCompose(
                lookup(service, deadline),
                lookup -> lookup.read(all.stream().map(Key::columns).toList(), deadline));
    }

    private CompletableFuture<Lookup> lookup(String service, long deadline) {
        Lookup known = lookups.get(service);
        return known == null ? open(service, deadline) : CompletableFuture.completedFuture(known);
    }

    private CompletableFuture<Lookup> open(String service, long deadline) {
        return Futures.then(Lookup.open(transport, service, deadline), lookup -> {
            lookups.put(service, lookup);
            return lookup;
        });
    }

    @Override
    public PushOutcome push(String source, Destination destination, List<? extends Map<String, ?>> rows) {
        return Futures.await(Push.send(transport, source, destination, rows));
    }

    @Override
    public void close() {
        transport.close();
    }
}
