package dev.tandem.offline.materialize;

import static dev.tandem.offline.materialize.Readings.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.offline.History;
import dev.tandem.offline.RowSink;
import dev.tandem.offline.TestSpark;
import dev.tandem.registry.Registry;
import dev.tandem.registry.StoredView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/materializing.md: the Java in it is the Java here. */
class MaterializingGuideTest {
    private static final Path GUIDE = Path.of("../docs/materializing.md");
    private static final Path THIS =
            Path.of("src/test/java/dev/tandem/offline/materialize/MaterializingGuideTest.java");

    @TempDir
    private Path folder;

    @Test
    void its_java_works() throws IOException {
        try (Readings readings = Readings.withEventTime(folder)) {
            readings.arrive(Reading.of("a", NOON, 1));
            History history = readings.history(TestSpark.session());
            Registry registry = readings.registry();
            Function<StoredView, RowSink> sinks = readings::sink;

            // guide
            Materializer materializer = Materializer.of(history, registry, sinks, InstantSource.system());
            List<Materialized> done = materializer.run(materializer.plan(MaterializationRequest.incremental()));
            // end

            assertThat(done).allMatch(Materialized::succeeded);
            assertThat(readings.online()).hasSize(1);
        }
    }

    @Test
    void its_java_is_what_is_tried_here() throws IOException {
        String source = Files.readString(THIS);
        String tried = source.substring(source.indexOf("// guide\n") + 9, source.indexOf("// end\n"))
                .stripIndent()
                .strip();

        assertThat(Files.readString(GUIDE)).contains("```java\n" + tried + "\n```");
    }
}
