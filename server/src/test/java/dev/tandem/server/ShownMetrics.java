package dev.tandem.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server shows at {@code /metrics}. */
record ShownMetrics(Map<String, String> types, List<Sample> samples) {
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\w+) (\\w+)");
    private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    /** What is written behind the name of a histogram or summary. */
    private static final Pattern PART = Pattern.compile("_(bucket|count|sum)$");

    /** One line. */
    record Sample(String name, Map<String, String> labels, double value) {}

    static ShownMetrics of(TestProject project) {
        Map<String, String> types = new TreeMap<>();
        List<Sample> samples = new ArrayList<>();
        for (String line : project.get("/metrics").http().body().lines().toList()) {
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (type.matches()) {
                types.put(type.group(1), type.group(2));
            } else if (!line.startsWith("#") && sample.matches()) {
                Map<String, String> labels = new HashMap<>();
                if (sample.group(2) != null) {
                    LABEL.matcher(sample.group(2))
                            .results()
                            .forEach(label -> labels.put(label.group(1), label.group(2)));
                }
                samples.add(new Sample(sample.group(1), labels, Double.parseDouble(sample.group(3))));
            }
        }
        return new ShownMetrics(types, samples);
    }

    /** The labels of each metric of Tandem, those of its parts and its maximum included. */
    Map<String, Set<String>> ofTandem() {
        Map<String, Set<String>> labels = new LinkedHashMap<>();
        for (String name : types.keySet()) {
            if (name.startsWith("tandem_") && !(name.endsWith("_max") && types.containsKey(name.replace("_max", "")))) {
                labels.put(name, new TreeSet<>());
            }
        }
        for (Sample sample : samples) {
            Set<String> known = labels.get(sample.name());
            if (known == null) {
                known = labels.get(PART.matcher(sample.name()).replaceFirst(""));
            }
            if (known != null) {
                known.addAll(sample.labels().keySet());
                known.remove("le");
            }
        }
        return labels;
    }

    /** The value of the one sample that has these labels, names and values taking turns, and maybe others. */
    double value(String name, String... labels) {
        List<Sample> found = samples.stream()
                .filter(sample -> sample.name().equals(name) && has(sample, labels))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError("%s%s: %s".formatted(name, List.of(labels), found));
        }
        return found.get(0).value();
    }

    /** Whether some sample has these labels. */
    boolean shows(String name, String... labels) {
        return samples.stream().anyMatch(sample -> sample.name().equals(name) && has(sample, labels));
    }

    private static boolean has(Sample sample, String... labels) {
        for (int i = 0; i < labels.length; i += 2) {
            if (!labels[i + 1].equals(sample.labels().get(labels[i]))) {
                return false;
            }
        }
        return true;
    }
}
