package dev.tandem.sdk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A service whose answers are put into records; bound again when an answer tells that the service has changed. */
final class BoundService<K, F> implements FeatureService<K, F> {
    private final Lookup lookup;
    private final Function<K, Map<String, @Nullable Object>> keys;
    private final Class<F> type;
    private volatile RecordBinding<F> binding;

    private BoundService(
            Lookup lookup, Function<K, Map<String, @Nullable Object>> keys, Class<F> type, RecordBinding<F> binding) {
        this.lookup = lookup;
        this.keys = keys;
        this.type = type;
        this.binding = binding;
    }

    /** @throws BindingException with everything that does not fit */
    static <F> FeatureService<Key, F> of(Lookup lookup, Class<F> type) {
        List<String> problems = new ArrayList<>();
        Optional<RecordBinding<F>> binding = RecordBinding.find(type, lookup.known(), problems);
        return new BoundService<>(lookup, Key::columns, type, binding.orElseThrow(() -> unfit(lookup, type, problems)));
    }

    /** @throws BindingException with everything that does not fit */
    static <K, F> FeatureService<K, F> of(Lookup lookup, Class<K> keyType, Class<F> type) {
        List<String> problems = new ArrayList<>();
        Optional<KeyBinding<K>> keys = KeyBinding.find(keyType, lookup.schema().brought(), problems);
        Optional<RecordBinding<F>> binding = RecordBinding.find(type, lookup.known(), problems);
        if (keys.isEmpty() || binding.isEmpty()) {
            throw new BindingException(
                    "Records %s and %s do not fit service '%s'."
                            .formatted(
                                    keyType.getSimpleName(),
                                    type.getSimpleName(),
                                    lookup.schema().service()),
                    problems);
        }
        return new BoundService<>(lookup, keys.get()::columns, type, binding.get());
    }

    private static BindingException unfit(Lookup lookup, Class<?> type, List<String> problems) {
        return new BindingException(
                "Record %s does not fit service '%s'."
                        .formatted(type.getSimpleName(), lookup.schema().service()),
                problems);
    }

    @Override
    public ServiceSchema schema() {
        return lookup.schema();
    }

    @Override
    public Features<F> read(K key) {
        return Futures.await(readAsync(key));
    }

    @Override
    public List<Features<F>> readAll(List<? extends K> keys) {
        return Futures.await(readAllAsync(keys));
    }

    @Override
    public CompletableFuture<Features<F>> readAsync(K key) {
        return Futures.then(readAllAsync(List.of(key)), rows -> rows.get(0));
    }

    @Override
    public CompletableFuture<List<Features<F>>> readAllAsync(List<? extends K> keysToRead) {
        List<? extends K> all = List.copyOf(keysToRead);
        CompletableFuture<List<FeatureRow>> rows = Futures.thenCompose(
                CompletableFuture.completedFuture(all),
                each -> lookup.read(each.stream().map(keys).toList(), lookup.deadline()));
        return Futures.then(rows, each -> each.stream().map(this::features).toList());
    }

    private Features<F> features(FeatureRow row) {
        return new Features<>(bindingTo(row).bind(row), row);
    }

    private RecordBinding<F> bindingTo(FeatureRow row) {
        RecordBinding<F> current = binding;
        if (current.columns() == row.columns()) {
            return current;
        }
        List<String> problems = new ArrayList<>();
        RecordBinding<F> next = RecordBinding.find(type, row.columns(), problems)
                .orElseThrow(() -> new BindingException(
                        "Service '%s' has changed (it answers from registry state %d) and record %s does not fit it any more."
                                .formatted(lookup.schema().service(), row.state(), type.getSimpleName()),
                        problems));
        binding = next;
        return next;
    }
}
