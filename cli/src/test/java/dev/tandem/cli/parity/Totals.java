package dev.tandem.cli.parity;

import dev.tandem.cli.parity.Comparison.Compared;
import java.util.Map;
import java.util.TreeMap;

/** How many values were compared, by how they come about. */
final class Totals {
    private final Map<String, Long> values = new TreeMap<>();
    private int projects;

    void add(ProjectCase project, Comparison comparison) {
        projects++;
        for (Compared each : comparison.features()) {
            values.merge(kind(project, each.feature().view()), each.values(), Long::sum);
        }
    }

    private static String kind(ProjectCase project, String view) {
        return project.views().stream()
                .filter(each -> each.name().equals(view))
                .findFirst()
                .map(each -> each.windowed() ? "windowed" : "looked-up")
                .orElse("on-demand");
    }

    long values() {
        return values.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public String toString() {
        return "%,d values compared in %,d projects, %s".formatted(values(), projects, values);
    }
}
