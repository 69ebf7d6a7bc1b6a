package dev.tandem.offline.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.definition.DriftMeasure;
import dev.tandem.definition.DriftThresholds;
import dev.tandem.offline.drift.Drift.Watched;
import dev.tandem.offline.profile.ColumnProfile.Numbers;
import dev.tandem.offline.profile.ColumnProfile.Quantile;
import dev.tandem.offline.profile.Profile;
import dev.tandem.offline.profile.ProfileOf;
import dev.tandem.registry.FeatureDrift;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tandem's figures against those of numpy and scipy: {@code figures.py} in the resources made the values and the figures. No side has more
 * values than its sketch keeps, so they have to agree to the last digits.
 */
class DriftFiguresTest {
    private static final double PRECISION = 1e-9;
    private static final JsonNode FIGURES = json(text("figures.json"));
    private static final Map<String, List<String>> VALUES = values();

    @ParameterizedTest
    @ValueSource(
            strings = {"same", "shifted", "spread", "delays", "flag_number", "constant", "few", "nulls", "specials"})
    void numbers_drift_as_scipy_says(String name) {
        Profile reference = numbers(name, "reference");
        FeatureDrift drift = drift(reference, numbers(name, "recent"));
        JsonNode expected = FIGURES.path(name);

        assertSame(drift, DriftMeasure.PSI, expected);
        assertSame(drift, DriftMeasure.JENSEN_SHANNON, expected);
        assertSame(drift, DriftMeasure.NULL_RATE, expected);
        assertSame(drift, DriftMeasure.KOLMOGOROV_SMIRNOV, expected);
        assertThat(drift.find(DriftMeasure.NEW_CATEGORIES)).isEmpty();
        assertThat(drift.pValue().orElseThrow())
                .isCloseTo(expected.path("p_value").doubleValue(), within(PRECISION));
        Numbers numbers = reference.columns().get(0).numbers().orElseThrow();
        assertThat(numbers.mean()).isCloseTo(expected.path("mean").doubleValue(), within(PRECISION));
        assertThat(numbers.standardDeviation())
                .isCloseTo(expected.path("standard_deviation").doubleValue(), within(PRECISION));
        assertThat(numbers.quantiles())
                .contains(new Quantile(0.5, expected.path("median").doubleValue()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"airline", "many_words"})
    void categories_drift_as_scipy_says(String name) {
        FeatureDrift drift = drift(ProfileOf.texts(texts(name, "reference")), ProfileOf.texts(texts(name, "recent")));
        JsonNode expected = FIGURES.path(name);

        assertSame(drift, DriftMeasure.PSI, expected);
        assertSame(drift, DriftMeasure.JENSEN_SHANNON, expected);
        assertSame(drift, DriftMeasure.NEW_CATEGORIES, expected);
        assertThat(drift.find(DriftMeasure.KOLMOGOROV_SMIRNOV)).isEmpty();
        assertThat(drift.pValue()).isEmpty();
    }

    private static void assertSame(FeatureDrift drift, DriftMeasure measure, JsonNode expected) {
        assertThat(drift.find(measure).orElseThrow())
                .as(measure.key())
                .isCloseTo(expected.path(measure.key()).doubleValue(), within(PRECISION));
    }

    private static FeatureDrift drift(Profile reference, Profile recent) {
        return Drift.compare(reference, recent, List.of(new Watched("x", DriftThresholds.NOT_GIVEN)))
                .get(0);
    }

    private static Profile numbers(String name, String side) {
        List<Double> numbers = new ArrayList<>();
        for (String text : texts(name, side)) {
            numbers.add(
                    switch (text) {
                        case "" -> null;
                        case "nan" -> Double.NaN;
                        case "inf" -> Double.POSITIVE_INFINITY;
                        case "-inf" -> Double.NEGATIVE_INFINITY;
                        default -> Double.valueOf(text);
                    });
        }
        return ProfileOf.column("x", DataTypes.DoubleType, numbers);
    }

    private static List<String> texts(String name, String side) {
        return Objects.requireNonNull(VALUES.get(name + "/" + side));
    }

    private static Map<String, List<String>> values() {
        Map<String, List<String>> values = new HashMap<>();
        text("values.csv").lines().skip(1).forEach(line -> {
            String[] cells = line.split(",", -1);
            values.computeIfAbsent(cells[0] + "/" + cells[1], side -> new ArrayList<>())
                    .add(cells[2]);
        });
        return values;
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(String resource) {
        try (InputStream in = Objects.requireNonNull(DriftFiguresTest.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
