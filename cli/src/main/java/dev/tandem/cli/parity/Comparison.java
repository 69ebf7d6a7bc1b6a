package dev.tandem.cli.parity;

import dev.tandem.definition.ServiceParts.Output;
import dev.tandem.online.FeatureStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The answers of both roads, held against each other: bit for bit, every NaN being one NaN. Immutable.
 *
 * @param features what came out for each feature of the service, in its order
 */
public record Comparison(List<Compared> features) {
    private static final int EXAMPLES = 3;

    /**
     * What came out for one feature.
     *
     * @param feature which one
     * @param values how many values were compared
     * @param different how many of them differ
     * @param examples some of those
     */
    public record Compared(Output feature, long values, long different, List<Difference> examples) {}

    /**
     * One value that differs, or whose status does not go with it.
     *
     * @param key what was asked, such as {@code origin=JFK}
     * @param at when
     * @param trained the value in the training set
     * @param served the value served
     * @param status the status served
     */
    public record Difference(
            String key,
            Instant at,
            @Nullable Object trained,
            @Nullable Object served,
            FeatureStatus status) {}

    /** Copies the list. */
    public Comparison {
        features = List.copyOf(features);
    }

    /** No value was compared yet. */
    public static Comparison none(List<Output> features) {
        return new Comparison(features.stream()
                .map(feature -> new Compared(feature, 0, 0, List.of()))
                .toList());
    }

    /**
     * Compares.
     *
     * @param features those of the service, in its order
     * @param trained the answers of the road of training
     * @param served the answers of a road of serving
     * @throws IllegalArgumentException when one road gave more answers than the other
     */
    public static Comparison of(
            Question question, List<Output> features, List<Road.Answer> trained, List<Road.Answer> served) {
        if (trained.size() != question.rows().size()
                || served.size() != question.rows().size()) {
            throw new IllegalArgumentException("%d rows were asked about, training answered %d and serving %d"
                    .formatted(question.rows().size(), trained.size(), served.size()));
        }
        return new Comparison(IntStream.range(0, features.size())
                .mapToObj(i -> compared(question, features.get(i), i, trained, served))
                .toList());
    }

    private static Compared compared(
            Question question, Output feature, int index, List<Road.Answer> trained, List<Road.Answer> served) {
        long different = 0;
        List<Difference> examples = new ArrayList<>();
        for (int row = 0; row < trained.size(); row++) {
            Object expected = trained.get(row).values().get(index);
            Object actual = served.get(row).values().get(index);
            FeatureStatus status = served.get(row).statuses().get(index);
            if (same(expected, actual) && (status == FeatureStatus.PRESENT) == (actual != null)) {
                continue;
            }
            different++;
            if (examples.size() < EXAMPLES) {
                examples.add(new Difference(question.text(row), question.at(), expected, actual, status));
            }
        }
        return new Compared(feature, trained.size(), different, examples);
    }

    /** Both comparisons together, of the same features. */
    public Comparison plus(Comparison other) {
        return new Comparison(IntStream.range(0, features.size())
                .mapToObj(i -> sum(features.get(i), other.features.get(i)))
                .toList());
    }

    private static Compared sum(Compared one, Compared other) {
        List<Difference> examples = new ArrayList<>(one.examples());
        examples.addAll(other.examples());
        return new Compared(
                one.feature(),
                one.values() + other.values(),
                one.different() + other.different(),
                List.copyOf(examples.subList(0, Math.min(EXAMPLES, examples.size()))));
    }

    /** How many values were compared. */
    public long values() {
        return features.stream().mapToLong(Compared::values).sum();
    }

    /** How many of them differ. */
    public long different() {
        return features.stream().mapToLong(Compared::different).sum();
    }

    /**
     * Whether two values, in the Java forms of their types, are the same value: floating-point numbers by their bits, so that -0.0 is not
     * 0.0, every NaN being one NaN; decimals with their scale; bytes and lists by what is in them.
     */
    public static boolean same(@Nullable Object one, @Nullable Object other) {
        if (one instanceof byte[] bytes && other instanceof byte[] others) {
            return Arrays.equals(bytes, others);
        }
        if (one instanceof List<?> list && other instanceof List<?> others) {
            return list.size() == others.size()
                    && IntStream.range(0, list.size()).allMatch(i -> same(list.get(i), others.get(i)));
        }
        // The equals methods of Float and Double compare bits, with one NaN.
        return Objects.equals(one, other);
    }
}
