package dev.tandem.cli.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.Derivation;
import dev.tandem.definition.Derivation.Aggregation;
import dev.tandem.definition.Feature;
import dev.tandem.definition.FeatureView;
import dev.tandem.registry.RegistryState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The kit finds what it is there to find: a difference that is put in on purpose, however small. */
class TamperingTest {
    private static final Duration MICROSECOND = Duration.ofNanos(1_000);
    /** The first two hold something for each difference, as long as projects are made up as they are now. */
    private static final List<Long> SEEDS = List.of(14L, 11L, 1L, 2L, 3L, 4L, 5L, 6L);

    private static final int SIZE = 30;

    private static final List<Tampering> TAMPERINGS = List.of(
            Tampering.servedBy(
                    "a ttl a microsecond shorter", state -> with(state, view -> ttl(view, MICROSECOND.negated()))),
            Tampering.servedBy("a ttl a microsecond longer", state -> with(state, view -> ttl(view, MICROSECOND))),
            Tampering.trainedBy(
                    "the edge of a window moved by a microsecond",
                    state -> with(state, view -> windows(view, MICROSECOND.negated()))),
            Tampering.served(
                    "a clock a microsecond ahead",
                    road -> question -> road.ask(new Question(
                            question.columns(), question.rows(), question.at().plus(MICROSECOND)))),
            Tampering.served(
                    "NaN served as null",
                    changing(value ->
                            value instanceof Number number && Double.isNaN(number.doubleValue()) ? null : value)),
            Tampering.served(
                    "a zero without its sign",
                    changing(value -> value instanceof Double number && number == 0 ? 0.0 : value)),
            Tampering.served(
                    "a decimal without its zeros",
                    changing(value ->
                            value instanceof java.math.BigDecimal number ? number.stripTrailingZeros() : value)));

    @Test
    void every_difference_put_in_on_purpose_is_found_and_nothing_else() {
        Map<String, ProjectCase> found = new LinkedHashMap<>();
        try (ParityKit kit = ParityKit.open()) {
            for (long seed : SEEDS) {
                if (found.size() == TAMPERINGS.size()) {
                    break;
                }
                ProjectCase project = MadeUpProject.of(seed, SIZE);
                List<Tampering> unseen = TAMPERINGS.stream()
                        .filter(tampering -> !found.containsKey(tampering.what()))
                        .toList();
                List<Comparison> outcomes = kit.run(project, unseen);
                assertThat(outcomes.get(0).different()).as("untouched").isZero();
                for (int i = 0; i < unseen.size(); i++) {
                    if (outcomes.get(i + 1).different() > 0) {
                        found.put(unseen.get(i).what(), project);
                    }
                }
            }
            assertThat(found.keySet())
                    .containsExactlyInAnyOrderElementsOf(
                            TAMPERINGS.stream().map(Tampering::what).toList());

            Tampering one = TAMPERINGS.get(3);
            ProjectCase project = Objects.requireNonNull(found.get(one.what()));
            assertThat(kit.explain(project, List.of(one), 5))
                    .contains("-Dtandem.parity.seed=" + project.seed() + " -Dtandem.parity.size=" + SIZE)
                    .contains("entities:")
                    .contains("rows of s")
                    .contains("asked about:")
                    .contains("DIFFERS: ");
        }
    }

    private interface Change {
        @Nullable
        Object of(@Nullable Object value);
    }

    private static UnaryOperator<Road> changing(Change change) {
        return road -> question -> road.ask(question).stream()
                .map(answer -> {
                    List<@Nullable Object> values = new ArrayList<>();
                    answer.values().forEach(value -> values.add(change.of(value)));
                    return new Road.Answer(values, answer.statuses());
                })
                .toList();
    }

    private static FeatureView ttl(FeatureView view, Duration more) {
        return new FeatureView(
                view.name(),
                view.entities(),
                view.source(),
                view.keys(),
                view.ttl().map(ttl -> ttl.plus(more)),
                view.online(),
                view.schedule(),
                view.features(),
                view.about());
    }

    /** Other windows of the same resolution: a microsecond less, and each begins at a point of its grid a microsecond earlier. */
    private static FeatureView windows(FeatureView view, Duration more) {
        return new FeatureView(
                view.name(),
                view.entities(),
                view.source(),
                view.keys(),
                view.ttl(),
                view.online(),
                view.schedule(),
                view.features().stream()
                        .map(feature -> new Feature(
                                feature.name(), feature.type(), longer(feature.derivation(), more), feature.about()))
                        .toList(),
                view.about());
    }

    private static Derivation longer(Derivation derivation, Duration more) {
        return derivation instanceof Aggregation of
                ? new Aggregation(
                        of.function(),
                        of.column(),
                        of.parameters(),
                        of.where(),
                        of.window().plus(more),
                        of.resolution())
                : derivation;
    }

    private static RegistryState with(RegistryState state, UnaryOperator<FeatureView> change) {
        Definitions definitions = state.definitions();
        TreeMap<String, FeatureView> views = new TreeMap<>(definitions.views());
        views.replaceAll((name, view) -> change.apply(view));
        return new RegistryState(
                state.number(),
                state.appliedAt(),
                state.author(),
                new Definitions(
                        definitions.project(),
                        definitions.entities(),
                        definitions.sources(),
                        views,
                        definitions.onDemand(),
                        definitions.services()),
                state.storage());
    }
}
