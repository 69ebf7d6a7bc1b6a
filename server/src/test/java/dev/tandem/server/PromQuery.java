package dev.tandem.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A query of Prometheus, as far as what it asks for can be seen without its grammar. */
record PromQuery(String text) {
    private static final Pattern SELECTOR =
            Pattern.compile("\\b((?:tandem|jvm|process)_\\w+|up)\\b\\s*(?:\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_]\\w*");
    private static final Set<String> KNOWN = Set.of(
            ("sum by rate increase histogram_quantile max min topk on group_left and label_values service feature view le batch route status "
                            + "outcome cause source instance job kind of expectation severity")
                    .split(" "));
    /** What Prometheus adds to each sample. */
    private static final Set<String> ADDED = Set.of("instance", "job");

    /** What the query asks for and the server does not show, in words. */
    List<String> problems(ShownMetrics shown) {
        List<String> problems = new ArrayList<>();
        Matcher selector = SELECTOR.matcher(text);
        while (selector.find()) {
            String name = selector.group(1);
            String matchers = selector.group(2) == null ? "" : selector.group(2);
            if (!name.equals("up")
                    && shown.samples().stream()
                            .noneMatch(sample -> sample.name().equals(name) && fits(matchers, sample.labels()))) {
                problems.add("nothing is shown that is " + selector.group());
            }
        }
        String rest = SELECTOR.matcher(text).replaceAll(" ").replaceAll("\\[[^]]*]", " ");
        WORD.matcher(rest)
                .results()
                .map(word -> word.group())
                .filter(word -> !KNOWN.contains(word))
                .forEach(word -> problems.add("'%s' in %s".formatted(word, text)));
        return problems;
    }

    private static boolean fits(String matchers, Map<String, String> labels) {
        return MATCHER.matcher(matchers)
                .results()
                .filter(matcher -> !ADDED.contains(matcher.group(1)))
                .allMatch(matcher -> {
                    String value = labels.get(matcher.group(1));
                    String wanted = matcher.group(3).replace("$service", ".*");
                    return value != null
                            && switch (matcher.group(2)) {
                                case "=" -> value.equals(wanted);
                                case "!=" -> !value.equals(wanted);
                                case "=~" -> value.matches(wanted);
                                default -> !value.matches(wanted);
                            };
                });
    }
}
