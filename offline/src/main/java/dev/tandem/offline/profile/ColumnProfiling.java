package dev.tandem.offline.profile;

import dev.tandem.offline.profile.ColumnProfile.Counts;
import dev.tandem.offline.profile.ColumnProfile.Frequent;
import dev.tandem.offline.profile.ColumnProfile.Numbers;
import dev.tandem.offline.profile.ColumnProfile.Quantile;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** The profile of one column in the making. Not thread-safe. */
final class ColumnProfiling {
    private static final double[] RANKS = {0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99};
    private static final int LONGEST_TEXT = 200;
    private static final int KEPT_OF_A_LONG_TEXT = 100;
    private static final long SEED = 42;

    private final String name;
    private final String type;
    private final ValueReader reader;
    private final Moments moments = new Moments();
    private final QuantileSketch quantiles = new QuantileSketch();
    private final DistinctSketch distinct = new DistinctSketch();
    private final FrequentValues<String> categories = new FrequentValues<>();
    /** None once there were too many to know them all: quantiles tell more of those. */
    private @Nullable FrequentValues<Long> integers = new FrequentValues<>();

    private long values;
    private long nulls;
    private long nan;
    private long positiveInfinity;
    private long negativeInfinity;

    private ColumnProfiling(String name, String type, ValueReader reader) {
        this.name = name;
        this.type = type;
        this.reader = reader;
    }

    static ColumnProfiling of(String name, DataType type) {
        return new ColumnProfiling(name, type.sql(), ValueReader.of(type));
    }

    /** What a profile knows, to be merged. */
    static ColumnProfiling of(ColumnProfile profile) {
        ColumnProfiling column = new ColumnProfiling(profile.name(), profile.type(), (row, ordinal, into) -> {
            throw new IllegalStateException("rows are added before a profile is made, not after");
        });
        Counts counts = profile.counts();
        column.values = counts.values();
        column.nulls = counts.nulls();
        column.nan = counts.nan();
        column.positiveInfinity = counts.positiveInfinity();
        column.negativeInfinity = counts.negativeInfinity();
        profile.distinct().map(DistinctSketch::of).ifPresent(column.distinct::merge);
        if (profile.hasCategories()) {
            Frequent frequent = profile.frequent().orElseThrow();
            frequent.counts().forEach(column.categories::add);
            column.categories.addError(frequent.error());
        }
        profile.numbers().ifPresent(numbers -> column.addNumbers(profile, numbers));
        return column;
    }

    private void addNumbers(ColumnProfile profile, Numbers numbers) {
        moments.merge(
                profile.counts().finite(), numbers.mean(), numbers.standardDeviation(), numbers.min(), numbers.max());
        quantiles.merge(QuantileSketch.of(numbers.sketch()));
        integers = null;
        profile.frequent().ifPresent(frequent -> {
            FrequentValues<Long> known = new FrequentValues<>();
            frequent.counts().forEach((number, count) -> known.add(Long.valueOf(number), count));
            integers = known;
        });
    }

    void add(SpecializedGetters row, int ordinal) {
        if (row.isNullAt(ordinal)) {
            nulls++;
            return;
        }
        values++;
        reader.read(row, ordinal, this);
    }

    /** 0.0 and -0.0 are one value, and so are all NaN. */
    void addNumber(double given) {
        double number = given + 0.0; // which makes 0.0 of -0.0
        distinct.add(XXH64.hashLong(Double.doubleToLongBits(number), SEED));
        if (Double.isNaN(number)) {
            nan++;
        } else if (number == Double.POSITIVE_INFINITY) {
            positiveInfinity++;
        } else if (number == Double.NEGATIVE_INFINITY) {
            negativeInfinity++;
        } else {
            moments.add(number);
            quantiles.add(number);
        }
    }

    void addInteger(long number) {
        distinct.add(XXH64.hashLong(number, SEED));
        moments.add((double) number);
        quantiles.add((double) number);
        if (integers != null) {
            integers.add(number, 1);
            dropManyIntegers();
        }
    }

    private void dropManyIntegers() {
        if (integers != null && integers.error() > 0) {
            integers = null;
        }
    }

    void addTruth(boolean value) {
        distinct.add(XXH64.hashLong(value ? 1 : 0, SEED));
        categories.add(Boolean.toString(value), 1);
    }

    void addText(UTF8String text) {
        long hash = XXH64.hashUTF8String(text, SEED);
        distinct.add(hash);
        categories.add(
                text.numBytes() <= LONGEST_TEXT || text.numChars() <= LONGEST_TEXT
                        ? text.toString()
                        : "%s... %016x".formatted(text.substring(0, KEPT_OF_A_LONG_TEXT), hash),
                1);
    }

    void merge(ColumnProfiling other) {
        if (!name.equals(other.name) || !type.equals(other.type)) {
            throw new IllegalArgumentException(
                    "column %s %s cannot be merged with column %s %s".formatted(name, type, other.name, other.type));
        }
        values += other.values;
        nulls += other.nulls;
        nan += other.nan;
        positiveInfinity += other.positiveInfinity;
        negativeInfinity += other.negativeInfinity;
        moments.merge(other.moments);
        quantiles.merge(other.quantiles);
        distinct.merge(other.distinct);
        categories.merge(other.categories);
        if (integers == null || other.integers == null) {
            integers = null;
        } else {
            integers.merge(other.integers);
            dropManyIntegers();
        }
    }

    ColumnProfile profile() {
        return new ColumnProfile(
                name,
                type,
                new Counts(values, nulls, nan, positiveInfinity, negativeInfinity, distinct.estimate()),
                quantiles.isEmpty() ? Optional.empty() : Optional.of(numbers()),
                frequent(),
                distinct.isEmpty() ? Optional.empty() : Optional.of(distinct.text()));
    }

    private Numbers numbers() {
        Distribution distribution = quantiles.distribution();
        return new Numbers(
                moments.mean(),
                moments.standardDeviation(),
                moments.min(),
                moments.max(),
                Arrays.stream(RANKS)
                        .mapToObj(rank -> new Quantile(rank, distribution.quantile(rank)))
                        .toList(),
                quantiles.text());
    }

    private Optional<Frequent> frequent() {
        if (quantiles.isEmpty()) {
            Frequent found = new Frequent(categories.counts(), categories.error());
            return found.counts().isEmpty() ? Optional.empty() : Optional.of(found);
        }
        return Optional.ofNullable(integers)
                .map(FrequentValues::counts)
                .filter(counts -> !counts.isEmpty())
                .map(counts -> new Frequent(counts, 0));
    }
}
