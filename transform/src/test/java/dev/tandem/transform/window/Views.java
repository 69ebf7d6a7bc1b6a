package dev.tandem.transform.window;

import dev.tandem.definition.About;
import dev.tandem.definition.Derivation.Aggregation;
import dev.tandem.definition.Feature;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Origin;
import dev.tandem.definition.Source;
import dev.tandem.definition.Source.Availability;
import dev.tandem.definition.ValueType;
import dev.tandem.transform.aggregate.AggregateFunctions;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Windowed views whose windows are a number of microseconds long, made line by line. */
final class Views {
    static final NavigableMap<String, ValueType> COLUMNS = new TreeMap<>(Map.of(
            "amount", ValueType.FLOAT64,
            "number", ValueType.INT64,
            "text", ValueType.STRING,
            "id", ValueType.INT64));

    private final List<Feature> features = new ArrayList<>();
    private Availability availability = Availability.AT_EVENT_TIME;
    private Duration lookback = micros(50);

    /** A feature of its function, column, length and resolution. */
    Views with(String function, String column, long length, long resolution) {
        return with(function, column, Map.of(), Optional.empty(), length, resolution);
    }

    Views with(
            String function,
            String column,
            Map<String, String> parameters,
            Optional<String> where,
            long length,
            long resolution) {
        Optional<String> named = column.isEmpty() ? Optional.empty() : Optional.of(column);
        ValueType type = AggregateFunctions.installed()
                .bind(function, named.map(COLUMNS::get), new TreeMap<>(parameters))
                .resultType();
        Aggregation aggregation =
                new Aggregation(function, named, new TreeMap<>(parameters), where, micros(length), micros(resolution));
        features.add(new Feature("f" + features.size(), type, aggregation, About.NOTHING));
        return this;
    }

    /** How far back the tail reaches. */
    Views reaching(long lookbackMicros) {
        lookback = micros(lookbackMicros);
        return this;
    }

    Views knownAfter(long lag) {
        availability = new Availability(Availability.From.EVENT_TIME, micros(lag));
        return this;
    }

    List<Feature> features() {
        return features;
    }

    WindowPlan plan() {
        return WindowPlan.of(view(), source());
    }

    FeatureView view() {
        return new FeatureView(
                "view",
                List.of("entity"),
                "events",
                Map.of("key", "key"),
                Optional.empty(),
                true,
                Optional.empty(),
                features,
                About.NOTHING);
    }

    Source source() {
        return new Source(
                "events",
                new Origin.Query("SELECT 1", List.of()),
                Optional.of("time"),
                Optional.empty(),
                Optional.of("id"),
                COLUMNS,
                availability,
                ZoneOffset.UTC,
                lookback,
                About.NOTHING);
    }

    static Duration micros(long micros) {
        return Duration.ofSeconds(micros / 1_000_000, micros % 1_000_000 * 1_000);
    }
}
