package dev.tandem.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The picture in ARCHITECTURE.md, as rules. */
class ArchitectureTest {
    private static final int LONGEST_CLASS = 400;

    private static final JavaClasses TANDEM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar")) // what other modules lend to tests
            .importPackages("dev.tandem");

    private static final String[] BASE = {
        "dev.tandem", "dev.tandem.definition..", "dev.tandem.row..", "dev.tandem.registry.."
    };

    @Test
    void the_base_module_names_no_engine_and_no_other_module() {
        noClasses()
                .that()
                .resideInAnyPackage(BASE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.spark..",
                        "io.lettuce..",
                        "io.javalin..",
                        "dev.tandem.offline..",
                        "dev.tandem.online..",
                        "dev.tandem.server..",
                        "dev.tandem.cli..",
                        "dev.tandem.sdk..")
                .check(TANDEM);
    }

    @Test
    void offline_sees_neither_the_online_store_nor_the_server() {
        noClasses()
                .that()
                .resideInAPackage("dev.tandem.offline..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.tandem.online..",
                        "dev.tandem.server..",
                        "dev.tandem.cli..",
                        "io.lettuce..",
                        "io.javalin..")
                .check(TANDEM);
    }

    @Test
    void online_and_server_see_neither_offline_nor_spark() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.tandem.online..", "dev.tandem.server..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.tandem.offline..", "dev.tandem.cli..", "org.apache.spark..", "scala..")
                .check(TANDEM);
    }

    @Test
    void only_expressions_and_the_offline_side_touch_spark() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.tandem.transform..")
                .and()
                .resideOutsideOfPackage("dev.tandem.transform.expression..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..")
                .check(TANDEM);
    }

    @Test
    void expressions_start_no_spark() {
        noClasses()
                .that()
                .resideInAPackage("dev.tandem.transform..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("org\\.apache\\.spark\\.(SparkContext|SparkEnv|sql\\.(classic\\.)?SparkSession).*")
                .check(TANDEM);
    }

    @Test
    void transform_sees_neither_side() {
        noClasses()
                .that()
                .resideInAPackage("dev.tandem.transform..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.tandem.offline..", "dev.tandem.online..", "dev.tandem.server..", "dev.tandem.cli..")
                .check(TANDEM);
    }

    @Test
    void online_does_not_know_that_it_is_served() {
        noClasses()
                .that()
                .resideInAPackage("dev.tandem.online..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.tandem.server..", "io.javalin..")
                .check(TANDEM);
    }

    @Test
    void only_the_online_module_speaks_to_redis() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.tandem.online..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.lettuce..")
                .check(TANDEM);
    }

    @Test
    void packages_do_not_depend_on_each_other_in_circles() {
        slices().matching("dev.tandem.(**)").should().beFreeOfCycles().check(TANDEM);
    }

    @Test
    void nothing_reads_the_system_clock_in_passing() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .because("time is a parameter or an injected InstantSource")
                .check(TANDEM);
    }

    @Test
    void no_method_has_a_get_prefix_unless_a_library_wants_it() {
        methods().that(areOurOwn()).should().haveNameNotMatching("get[A-Z].*").check(TANDEM);
    }

    private static DescribedPredicate<JavaMethod> areOurOwn() {
        return new DescribedPredicate<>("are no implementations of a library's interface") {
            @Override
            public boolean test(JavaMethod method) {
                JavaClass owner = method.getOwner();
                return Stream.concat(owner.getAllRawSuperclasses().stream(), owner.getAllRawInterfaces().stream())
                        .filter(type -> !type.getPackageName().startsWith("dev.tandem"))
                        .noneMatch(type -> type.getMethods().stream()
                                .anyMatch(inherited -> inherited.getName().equals(method.getName())));
            }
        };
    }

    @Test
    void no_source_file_is_longer_than_a_reader_can_hold() throws IOException {
        Path root = Path.of(System.getProperty("tandem.home"));
        try (Stream<Path> tree = Files.walk(root)) {
            List<String> tooLong = tree.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/main/"))
                    .filter(file -> lines(file) > LONGEST_CLASS)
                    .map(file -> root.relativize(file).toString())
                    .toList();
            assertThat(tooLong).isEmpty();
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
