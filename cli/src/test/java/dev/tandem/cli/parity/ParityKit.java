package dev.tandem.cli.parity;

import dev.tandem.offline.SparkSessions;
import dev.tandem.online.embedded.EmbeddedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * Makes projects up and takes them both roads, until a budget is spent or a value differs; then the project is made smaller as long as
 * a value still differs, and shown. One Spark and one Redis for all of them.
 *
 * <p>System properties: {@code tandem.parity.seed}, the seed of the first project, by itself the only one; {@code tandem.parity.size}, how
 * many rows a project is asked about; {@code tandem.parity.values}, how many values a soak compares at least.
 */
final class ParityKit implements AutoCloseable {
    private static final String SEED = "tandem.parity.seed";
    private static final String VALUES = "tandem.parity.values";
    private static final String SIZE = "tandem.parity.size";
    private static final int MOST_TRIES = 150;
    private static final int SMALL = 60;
    private static final int LARGE = 300;

    private final Path folder;
    private final EmbeddedRedis redis;
    private final SparkSession spark;
    private int runs;

    /**
     * What may be spent: so many values or so much time, whichever is spent first; one project at least.
     *
     * @param size how many rows each project is asked about
     */
    record Budget(long firstSeed, int size, long values, Duration time) {
        /** Projects for a while; just one when a seed is given. */
        static Budget within(Duration time) {
            boolean chosen = Long.getLong(SEED) != null;
            return new Budget(seed(), Integer.getInteger(SIZE, SMALL), Long.MAX_VALUE, chosen ? Duration.ZERO : time);
        }

        /** Projects until so many values were compared. */
        static Budget soak(long values) {
            return new Budget(
                    seed(), Integer.getInteger(SIZE, LARGE), Long.getLong(VALUES, values), Duration.ofDays(1));
        }

        private static long seed() {
            return Objects.requireNonNullElseGet(Long.getLong(SEED), () -> System.nanoTime() & 0xFFF_FFFF);
        }
    }

    private ParityKit(Path folder) {
        this.folder = folder;
        this.redis = EmbeddedRedis.open(folder.resolve("redis"));
        this.spark = SparkSessions.pinned(SparkSessions.start("local[2]", Map.of("spark.sql.shuffle.partitions", "2")));
    }

    static ParityKit open() {
        try {
            return new ParityKit(Files.createTempDirectory("parity-kit-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compares until the budget is spent. */
    Totals run(Budget budget) {
        Totals totals = new Totals();
        long end = System.nanoTime() + budget.time().toNanos();
        long seed = budget.firstSeed();
        do {
            ProjectCase project = MadeUpProject.of(seed, budget.size());
            System.out.println("parity: -D%s=%d -D%s=%d".formatted(SEED, seed, SIZE, budget.size()));
            Comparison comparison = run(project, List.of()).get(0);
            totals.add(project, comparison);
            if (comparison.different() > 0) {
                throw new AssertionError(explain(project, List.of(), MOST_TRIES));
            }
            seed++;
        } while (totals.values() < budget.values() && System.nanoTime() < end);
        return totals;
    }

    /** Takes one project both roads: gives what comes out as it is, and then what comes out under each tampering. */
    List<Comparison> run(ProjectCase project, List<Tampering> tamperings) {
        Path own = folder.resolve("project" + runs++);
        try {
            return new CaseRun(project, tamperings, spark, own).run(redis.uri());
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "Seed %d fails: %s%n%s".formatted(project.seed(), e.getMessage(), CaseText.of(project)), e);
        } finally {
            delete(own);
        }
    }

    /**
     * The smallest project that was found in which a value still differs, with what differs.
     *
     * @param tampering one, or none
     * @param mostTries how many smaller projects may be tried
     */
    String explain(ProjectCase project, List<Tampering> tampering, int mostTries) {
        ProjectCase small =
                new Reduction(mostTries, each -> last(run(each, tampering)).different() > 0).of(project);
        return "Training and serving differ. Run it again with -D%s=%d -D%s=%d. The smallest case found:%n%s%s"
                .formatted(
                        SEED,
                        project.seed(),
                        SIZE,
                        project.asked().size(),
                        CaseText.of(small),
                        differences(last(run(small, tampering))));
    }

    private static Comparison last(List<Comparison> comparisons) {
        return comparisons.get(comparisons.size() - 1);
    }

    private static String differences(Comparison comparison) {
        StringBuilder text = new StringBuilder();
        comparison
                .features()
                .forEach(feature -> feature.examples()
                        .forEach(each -> text.append("DIFFERS: %s of %s at %s: trained on %s, served %s (%s)%n"
                                .formatted(
                                        feature.feature().name(),
                                        each.key(),
                                        each.at(),
                                        CaseText.value(each.trained()),
                                        CaseText.value(each.served()),
                                        each.status()))));
        return text.toString();
    }

    @Override
    public void close() {
        spark.stop();
        redis.close();
        delete(folder);
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            List<Path> all = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path path : all) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
