package dev.tandem.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.TandemException;
import dev.tandem.definition.Definitions.UnknownNameException;
import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.FeatureService.Naming;
import dev.tandem.definition.FeatureService.Selection;
import dev.tandem.definition.Source.Availability;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ServiceOfTest {
    private final Definitions definitions = new Definitions(
            new Project("flights", About.NOTHING),
            byName(Entity::name, entity("airport", ValueType.STRING), entity("runway", ValueType.INT32)),
            byName(Source::name, source()),
            byName(
                    FeatureView::name,
                    view("weather", List.of("airport"), "temperature", "wind_speed"),
                    view("plane", List.of("runway"), "temperature", "airport"),
                    view("ground", List.of("airport", "runway"), "friction")),
            new TreeMap<>());

    @Test
    void features_come_in_the_order_named_and_keys_from_columns_called_like_the_join_keys() {
        FeatureService service =
                definitions.serviceOf(List.of("weather:wind_speed", "ground:friction", "weather:temperature"));

        assertThat(service.name()).isEqualTo(FeatureService.AD_HOC);
        assertThat(service.selections())
                .containsExactly(
                        new Selection("weather", Map.of("airport", "airport"), List.of(field("wind_speed"))),
                        new Selection(
                                "ground", Map.of("airport", "airport", "runway", "runway"), List.of(field("friction"))),
                        new Selection("weather", Map.of("airport", "airport"), List.of(field("temperature"))));
    }

    @Test
    void neighbours_of_one_view_are_one_selection() {
        assertThat(definitions
                        .serviceOf(List.of("weather:wind_speed", "weather:temperature"))
                        .selections())
                .containsExactly(new Selection(
                        "weather", Map.of("airport", "airport"), List.of(field("wind_speed"), field("temperature"))));
    }

    @Test
    void a_view_alone_means_all_its_features() {
        assertThat(definitions.serviceOf(List.of("weather")))
                .isEqualTo(definitions.serviceOf(List.of("weather:temperature", "weather:wind_speed")));
    }

    @Test
    void full_names_say_the_view_and_so_do_not_clash() {
        FeatureService service =
                definitions.serviceOf(List.of("weather:temperature", "plane:temperature"), Naming.FULL);

        assertThat(service.selections().stream().flatMap(each -> each.fields().stream()))
                .containsExactly(
                        new Field("temperature", "weather__temperature"),
                        new Field("temperature", "plane__temperature"));
    }

    @Test
    void a_defined_service_has_full_names_too() {
        Selection selection = new Selection(
                "weather", Map.of("airport", "origin"), List.of(new Field("temperature", "origin_temperature")));
        FeatureService service = new FeatureService("model", List.of(selection), About.NOTHING);

        assertThat(service.named(Naming.FULL).selections())
                .containsExactly(new Selection(
                        "weather",
                        Map.of("airport", "origin"),
                        List.of(new Field("temperature", "weather__origin_temperature"))));
        assertThat(service.named(Naming.SHORT)).isEqualTo(service);
    }

    @Test
    void an_unknown_view_or_feature_is_named_with_the_nearest_known() {
        assertThatThrownBy(() -> definitions.serviceOf(List.of("wether:temperature")))
                .isInstanceOf(UnknownNameException.class)
                .hasMessage("There is no feature view 'wether'. Did you mean 'weather'?");
        assertThatThrownBy(() -> definitions.serviceOf(List.of("weather:temprature")))
                .isInstanceOf(UnknownNameException.class)
                .hasMessage("There is no feature 'weather:temprature'. Did you mean 'weather:temperature'?");
        assertThatThrownBy(() -> definitions.serviceOf(List.of("weather:temperature:mean")))
                .isInstanceOf(UnknownNameException.class);
        assertThatThrownBy(() -> definitions.serviceOf(List.of(""))).isInstanceOf(UnknownNameException.class);
    }

    @Test
    void two_features_under_one_name_are_refused_and_named() {
        assertThatThrownBy(() -> definitions.serviceOf(List.of("weather:temperature", "plane:temperature")))
                .isExactlyInstanceOf(TandemException.class)
                .hasMessageStartingWith(
                        "Features weather:temperature and plane:temperature are both called 'temperature'.")
                .hasMessageContaining("full names");
    }

    @Test
    void a_feature_asked_for_twice_is_refused() {
        assertThatThrownBy(() -> definitions.serviceOf(List.of("weather", "weather:temperature")))
                .isExactlyInstanceOf(TandemException.class)
                .hasMessageStartingWith("Feature weather:temperature is there twice under the name 'temperature'.");
    }

    @Test
    void a_feature_called_like_a_key_column_is_refused() {
        assertThatThrownBy(() -> definitions.serviceOf(List.of("weather:wind_speed", "plane:airport")))
                .isExactlyInstanceOf(TandemException.class)
                .hasMessageStartingWith("Feature plane:airport is called 'airport', as the label column is that holds"
                        + " join key 'airport' (STRING) of view 'weather'.");
    }

    @Test
    void no_feature_at_all_is_refused() {
        assertThatThrownBy(() -> definitions.serviceOf(List.of()))
                .isExactlyInstanceOf(TandemException.class)
                .hasMessageContaining("view:feature");
    }

    private static Field field(String name) {
        return new Field(name, name);
    }

    private static Entity entity(String name, ValueType type) {
        return new Entity(name, List.of(new JoinKey(name, type)), About.NOTHING);
    }

    private static Source source() {
        return new Source(
                "reports",
                new Origin.Table("parquet", Optional.of("reports.parquet"), Optional.empty(), Map.of()),
                Optional.of("time"),
                Optional.empty(),
                Availability.AT_EVENT_TIME,
                ZoneOffset.UTC,
                Duration.ZERO,
                About.NOTHING);
    }

    private static FeatureView view(String name, List<String> entities, String... features) {
        return new FeatureView(
                name,
                entities,
                "reports",
                entities.stream().collect(Collectors.toMap(Function.identity(), Function.identity())),
                Optional.empty(),
                true,
                Optional.empty(),
                Stream.of(features)
                        .map(each -> new Feature(each, ValueType.FLOAT64, each, About.NOTHING))
                        .toList(),
                About.NOTHING);
    }

    @SafeVarargs
    private static <T> SortedMap<String, T> byName(Function<T, String> name, T... all) {
        SortedMap<String, T> map = new TreeMap<>();
        for (T each : all) {
            map.put(name.apply(each), each);
        }
        return map;
    }
}
