package dev.tandem.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the figures were measured on, as far as it matters to them. */
final class Machine {
    private Machine() {}

    static Map<String, String> description() {
        Map<String, String> description = new LinkedHashMap<>();
        description.put("processor", processor());
        description.put("cores", Runtime.getRuntime().availableProcessors() + " cores");
        description.put("java", "Java " + Runtime.version());
        return description;
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            throw new UncheckedIOException("The machine cannot be looked at; benchmarks need Linux's /proc", e);
        }
    }
}
