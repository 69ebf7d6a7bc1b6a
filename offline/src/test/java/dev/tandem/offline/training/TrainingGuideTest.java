package dev.tandem.offline.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.FeatureService;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.History;
import dev.tandem.offline.Progress;
import dev.tandem.offline.TestProject;
import dev.tandem.offline.TestSpark;
import dev.tandem.offline.Workspace;
import dev.tandem.registry.RegistryState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs what docs/training.md shows. */
class TrainingGuideTest {
    @TempDir
    Path folder;

    @Test
    void the_java_of_the_guide_makes_a_training_set() throws IOException {
        Files.writeString(folder.resolve("weather.csv"), "airport,at,temperature\nEWR,2013-01-01T10:00:00Z,39.02\n");
        Files.writeString(folder.resolve("labels.csv"), "event_timestamp,airport\n2013-01-01T10:15:00Z,EWR\n");
        RegistryState state = new TestProject(folder)
                .entity("airport", ValueType.STRING)
                .table("reports", "csv", "weather.csv")
                .view("weather", "airport", "reports", Optional.empty(), "temperature FLOAT64")
                .state();
        SparkSession spark = TestSpark.session();
        String labels = folder.resolve("labels.csv").toString();
        String output = folder.resolve("training").toString();

        // tag::java[]
        History history = new History(spark, state, Workspace.of(folder));
        FeatureService service = history.definitions().serviceOf(List.of("weather:temperature"));
        TrainingSet trainingSet = TrainingSet.plan(history, service, Labels.file(labels));

        Manifest manifest = trainingSet.write(output, WhenPresent.REFUSE, InstantSource.system(), Progress.UNWATCHED);
        Dataset<Row> rows = trainingSet.rows(); // or go on in Spark, without writing
        // end::java[]

        assertThat(manifest.rows()).isEqualTo(1);
        assertThat(rows.first().toString()).isEqualTo("[2013-01-01T10:15:00Z,EWR,39.02]");
        assertThat(guide()).contains(shown());
    }

    private static String guide() throws IOException {
        return Files.readString(Path.of("../docs/training.md"));
    }

    /** The lines between the tags, as the guide has them. */
    private static String shown() throws IOException {
        String name = TrainingGuideTest.class.getName().replace('.', '/');
        String source = Files.readString(Path.of("src/test/java/" + name + ".java"));
        String tagged = source.substring(source.indexOf("// tag::java[]\n") + "// tag::java[]\n".length());
        return tagged.substring(0, tagged.indexOf("// end::java[]"))
                .stripTrailing()
                .stripIndent();
    }
}
