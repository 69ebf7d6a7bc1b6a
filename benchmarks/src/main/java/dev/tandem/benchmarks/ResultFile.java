package dev.tandem.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.tandem.TandemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What one suite measured, as it is kept.
 *
 * @param suite its name
 * @param scale the amount of data, where 1 is what the targets speak of
 * @param rounds how often each contestant ran
 * @param machine what it ran on: processor, cores, memory, Java
 * @param lines the figures
 */
public record ResultFile(String suite, double scale, int rounds, Map<String, String> machine, List<Line> lines) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Writes it into a folder under the suite's name, over an older one. */
    public void write(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(suite + ".json"), JSON.writeValueAsString(this) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("The results cannot be written into " + folder, e);
        }
    }

    /** All that lie in a folder, by name. */
    public static List<ResultFile> readAll(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new TandemException("No results in %s. Run './tandem bench' first.".formatted(folder));
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(ResultFile::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The results in " + folder + " cannot be listed", e);
        }
    }

    private static ResultFile read(Path file) {
        try {
            return JSON.readValue(Files.readString(file), ResultFile.class);
        } catch (JsonProcessingException e) {
            throw new TandemException(
                    "%s is not a result of './tandem bench': %s".formatted(file, e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("The result " + file + " cannot be read", e);
        }
    }
}
