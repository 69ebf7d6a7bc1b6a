package dev.tandem.offline.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.tandem.offline.TestSpark;
import dev.tandem.offline.profile.ColumnProfile.Bin;
import dev.tandem.offline.profile.ColumnProfile.Counts;
import dev.tandem.offline.profile.ColumnProfile.Frequent;
import dev.tandem.offline.profile.ColumnProfile.Numbers;
import dev.tandem.offline.profile.ColumnProfile.Quantile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a column holds, in figures. */
class ProfileTest {
    @TempDir
    private Path folder;

    private static ColumnProfile of(Profile profile) {
        return profile.columns().get(0);
    }

    private static Numbers numbers(Profile profile) {
        return of(profile).numbers().orElseThrow();
    }

    private static List<Double> upTo(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(Double::valueOf).toList();
    }

    @Test
    void nan_and_infinities_are_counted_apart_and_are_in_no_figure() {
        Profile profile = ProfileOf.numbers(Arrays.asList(
                1.0, 3.0, null, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN));

        assertThat(profile.rows()).isEqualTo(7);
        assertThat(of(profile).counts()).isEqualTo(new Counts(6, 1, 2, 1, 1, 5));
        assertThat(numbers(profile).mean()).isEqualTo(2);
        assertThat(numbers(profile).standardDeviation()).isEqualTo(Math.sqrt(2));
        assertThat(numbers(profile).min()).isEqualTo(1);
        assertThat(numbers(profile).max()).isEqualTo(3);
    }

    @Test
    void up_to_as_many_values_as_the_sketch_keeps_quantiles_and_histogram_are_exact() {
        Numbers numbers = numbers(ProfileOf.numbers(upTo(1_000)));

        assertThat(numbers.quantiles())
                .contains(new Quantile(0.01, 10), new Quantile(0.5, 500), new Quantile(0.99, 990));
        assertThat(numbers.histogram()).hasSize(20);
        assertThat(numbers.histogram().stream().mapToLong(Bin::count).sum()).isEqualTo(1_000);
        assertThat(numbers.histogram().get(0)).isEqualTo(new Bin(1, 50.95, 50));
        assertThat(numbers(ProfileOf.numbers(List.of(5.0, 5.0))).histogram()).containsExactly(new Bin(5, 5, 2));
    }

    @Test
    void of_many_values_ranks_are_off_by_no_more_than_the_sketch_says() {
        List<Double> values = new ArrayList<>(upTo(200_000));
        Collections.shuffle(values, new Random(1));

        for (Quantile quantile : numbers(ProfileOf.numbers(values)).quantiles()) {
            assertThat(quantile.value() / 200_000).isCloseTo(quantile.rank(), within(0.003));
        }
    }

    @Test
    void parts_of_a_table_that_are_merged_give_the_profile_of_the_whole() {
        List<Double> values = new Random(2)
                .doubles(900, -5, 5)
                .map(x -> Math.round(x * 10) / 10.0)
                .boxed()
                .toList();

        Profile whole = ProfileOf.numbers(values);
        Profile merged = ProfileOf.numbers(values.subList(0, 311))
                .plus(ProfileOf.numbers(List.of()))
                .plus(ProfileOf.numbers(values.subList(311, 900)));

        assertThat(merged.rows()).isEqualTo(900);
        assertThat(of(merged).counts()).isEqualTo(of(whole).counts());
        assertThat(numbers(merged).quantiles()).isEqualTo(numbers(whole).quantiles());
        assertThat(numbers(merged).mean()).isCloseTo(numbers(whole).mean(), within(1e-12));
        assertThat(numbers(merged).standardDeviation()).isCloseTo(numbers(whole).standardDeviation(), within(1e-12));
    }

    @Test
    void numbers_whose_squares_are_beyond_all_numbers_deviate_no_more_in_parts_than_in_one() {
        Profile part = ProfileOf.numbers(List.of(1e200, 1e200));

        assertThat(numbers(part.plus(part)).standardDeviation()).isZero();
    }

    private static Frequent frequent(Profile profile) {
        return of(profile).frequent().orElseThrow();
    }

    @Test
    void the_values_that_occur_most_are_listed_whole_numbers_too_while_there_are_few() {
        assertThat(frequent(ProfileOf.texts(List.of("7", "1", "7", "2", "7"))).counts())
                .containsExactly(entry("7", 3L), entry("1", 1L), entry("2", 1L));
        assertThat(frequent(ProfileOf.column("x", DataTypes.IntegerType, List.of(7, 10, 7, 2, 7)))
                        .counts())
                .containsExactly(entry("7", 3L), entry("2", 1L), entry("10", 1L));
        assertThat(frequent(ProfileOf.column("x", DataTypes.BooleanType, List.of(true, false, true)))
                        .counts())
                .containsExactly(entry("true", 2L), entry("false", 1L));
        List<Integer> many = IntStream.range(0, 5_000).boxed().toList();
        assertThat(of(ProfileOf.column("x", DataTypes.IntegerType, many)).frequent())
                .isEmpty();
    }

    @Test
    void of_too_many_different_texts_the_frequent_ones_are_known_and_how_exactly() {
        List<String> texts = IntStream.range(0, 30_000)
                .mapToObj(i -> i % 3 == 0 ? "often" : "v" + i)
                .toList();

        Frequent found = frequent(ProfileOf.texts(texts));

        assertThat(found.error()).isPositive().isLessThan(60);
        assertThat(found.counts().keySet()).startsWith("often");
        assertThat(found.counts().get("often")).isBetween(10_000 - found.error(), 10_000L);
    }

    @Test
    void long_texts_are_kept_short_and_still_told_apart() {
        String beginning = "x".repeat(300);
        Map<String, Long> found = frequent(ProfileOf.texts(List.of(beginning + "a", beginning + "b", beginning + "a")))
                .counts();

        assertThat(found.values()).containsExactly(2L, 1L);
        assertThat(found.keySet())
                .allSatisfy(text -> assertThat(text).hasSizeLessThan(130).startsWith("xxx"));
    }

    @Test
    void different_values_are_estimated_within_a_few_percent_and_few_of_them_exactly() {
        for (int count : List.of(1, 2, 10, 40)) {
            assertThat(distinct(count)).isEqualTo(count);
        }
        for (int count : List.of(1_000, 10_000, 50_000)) {
            assertThat((double) distinct(count) / count).isCloseTo(1, within(0.05));
        }
    }

    private static long distinct(int count) {
        List<String> values =
                IntStream.range(0, 2 * count).mapToObj(i -> "v" + i % count).toList();
        return of(ProfileOf.texts(values)).counts().distinct();
    }

    @Test
    void a_profile_is_read_as_it_was_written_and_can_still_be_merged() throws IOException {
        Profile profile = ProfileOf.numbers(
                DoubleStream.iterate(0.1, x -> x * 1.01).limit(500).boxed().toList());
        FileSystem files = FileSystem.getLocal(new Configuration());

        ProfileFile.write(profile, new org.apache.hadoop.fs.Path(folder.toString()), files);

        assertThat(Profile.read(folder.toString())).isEqualTo(profile);
        assertThat(Profile.read(folder.toString()).plus(profile).rows()).isEqualTo(1_000);
        Files.delete(folder.resolve("." + Profile.FILE + ".crc"));
        Files.writeString(folder.resolve(Profile.FILE), "{\"format\": 2}");
        assertThatThrownBy(() -> Profile.read(folder.toString()))
                .isInstanceOf(ProfileException.class)
                .hasMessageContaining("is of format 2, and this program reads format 1");
        assertThatThrownBy(() -> Profile.read(folder.resolve("nowhere").toString()))
                .isInstanceOf(ProfileException.class)
                .hasMessageContaining("There is no profile.json in");
    }

    @Test
    void every_type_has_a_profile_and_partitions_make_no_difference() {
        String table = """
                SELECT id, id %% 2 = 0 AS even, CAST(id AS DOUBLE) / 4 AS quarter, CAST(id AS DECIMAL(10, 2)) AS price,
                       DATE '2013-01-01' + CAST(id AS INT) AS day, TIMESTAMP '2013-01-01 00:00:00Z' AS at,
                       CONCAT('n', id %% 3) AS name, ARRAY(id) AS list, CAST(NULL AS INT) AS nothing
                FROM RANGE(0, 400, 1, %d)""";

        Profile one = Profile.of(TestSpark.session().sql(table.formatted(1)));
        Profile four = Profile.of(TestSpark.session().sql(table.formatted(4)));

        assertThat(four.findColumn("day").orElseThrow().numbers().orElseThrow().quantiles())
                .isEqualTo(one.findColumn("day")
                        .orElseThrow()
                        .numbers()
                        .orElseThrow()
                        .quantiles());
        assertThat(one.columns())
                .filteredOn(column -> column.numbers().isPresent())
                .extracting(ColumnProfile::name)
                .containsExactly("id", "quarter", "price", "day", "at");
        assertThat(four.findColumn("price")
                        .orElseThrow()
                        .numbers()
                        .orElseThrow()
                        .mean())
                .isCloseTo(199.5, within(1e-9));
        assertThat(four.findColumn("name")
                        .orElseThrow()
                        .frequent()
                        .orElseThrow()
                        .counts())
                .containsExactly(entry("n0", 134L), entry("n1", 133L), entry("n2", 133L));
        assertThat(four.findColumn("nothing").orElseThrow().counts().nulls()).isEqualTo(400);
        assertThat(four.findColumn("list").orElseThrow().counts()).isEqualTo(new Counts(400, 0, 0, 0, 0, 0));
        assertThat(Stream.of(one, four).map(Profile::rows)).containsOnly(400L);
    }
}
