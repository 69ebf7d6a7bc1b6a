package dev.tandem.definition;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All definitions as written, by kind and name, from whatever file.
 *
 * @param complete whether every definition was found; if not, a name that is missing may be in text that could not be read
 */
record Draft(
        Map<String, Part> entities,
        Map<String, Part> sources,
        Map<String, Part> views,
        Map<String, Part> onDemand,
        Map<String, Part> services,
        boolean complete,
        Problems problems) {

    static Draft of(List<YamlDocument> documents, boolean complete, Problems problems) {
        return new Draft(
                unite("entities", documents, problems),
                unite("sources", documents, problems),
                unite("views", documents, problems),
                unite("on_demand", documents, problems),
                unite("services", documents, problems),
                complete,
                problems);
    }

    private static Map<String, Part> unite(String kind, List<YamlDocument> documents, Problems problems) {
        Map<String, Part> all = new TreeMap<>();
        for (YamlDocument document : documents) {
            Part.root(document).find(kind).map(Part::fields).orElse(Map.of()).forEach((name, part) -> {
                Part first = all.putIfAbsent(name, part);
                if (first != null) {
                    problems.add(
                            part.keyPlace(),
                            "'%s' is defined twice in %s, first in %s".formatted(name, kind, first.keyPlace()),
                            "Remove or rename one of the two.");
                }
            });
        }
        return all;
    }

    /** Tells that a name is mentioned that nothing has, unless it may be in a file that could not be read. */
    void addUnknown(Part mention, String problem, Map<String, ?> known) {
        if (complete) {
            problems.addUnknown(mention.place(), problem, mention.text(), known.keySet());
        }
    }
}
