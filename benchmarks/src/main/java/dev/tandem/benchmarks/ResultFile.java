package dev.tandem.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.tandem.TandemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What one suite measured, as it is kept: of each of its parts the last run.
 *
 * @param suite its name
 * @param parts those that were measured, in the suite's order
 */
public record ResultFile(String suite, List<Part> parts) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * What one run of one part of a suite measured.
     *
     * @param part its name
     * @param scale the amount of data, where 1 is what the targets speak of
     * @param rounds how often each contestant ran
     * @param machine what it ran on: processor, cores, Java
     * @param lines the figures
     */
    public record Part(String part, double scale, int rounds, Map<String, String> machine, List<Line> lines) {}

    /** What is kept of a suite in a folder; no part when nothing is. */
    public static ResultFile of(Suite suite, Path folder) {
        Path file = file(suite.name(), folder);
        return Files.exists(file) ? read(file) : new ResultFile(suite.name(), List.of());
    }

    /**
     * The same with a part in place of what was kept of it.
     *
     * @param order the parts that the suite has; others, which it had once, are let go of
     */
    public ResultFile with(Part measured, List<String> order) {
        List<Part> replaced = Stream.concat(
                        parts.stream().filter(kept -> !kept.part().equals(measured.part())), Stream.of(measured))
                .filter(kept -> order.contains(kept.part()))
                .sorted(Comparator.comparing(kept -> order.indexOf(kept.part())))
                .toList();
        return new ResultFile(suite, replaced);
    }

    /** Writes it into a folder under the suite's name, over an older one. */
    public void write(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(file(suite, folder), JSON.writeValueAsString(this) + "\n");
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

    private static Path file(String suite, Path folder) {
        return folder.resolve(suite + ".json");
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
