package dev.tandem.definition;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Finds SQL sources that are computed from themselves. Walks depth first; every source is left once, so it takes linear time. */
final class SourceCycles {
    private final Draft draft;
    private final Map<String, Source> sources;
    private final Set<String> left = new HashSet<>();
    private final List<String> path = new ArrayList<>();

    SourceCycles(Draft draft, Map<String, Source> sources) {
        this.draft = draft;
        this.sources = sources;
    }

    void tell() {
        sources.keySet().forEach(this::walk);
    }

    private void walk(String name) {
        int start = path.indexOf(name);
        if (start >= 0) {
            tell(path.subList(start, path.size()));
            return;
        }
        Source source = sources.get(name);
        if (source == null || left.contains(name)) {
            return;
        }
        path.add(name);
        if (source.origin() instanceof Origin.Query query) {
            query.inputs().forEach(this::walk);
        }
        path.remove(path.size() - 1);
        left.add(name);
    }

    private void tell(List<String> cycle) {
        String first = cycle.get(0);
        Place place = Objects.requireNonNull(draft.sources().get(first)).keyPlace();
        draft.problems()
                .add(
                        place,
                        cycle.size() == 1
                                ? "The sql of source '%s' reads the source itself".formatted(first)
                                : "Sources are computed from each other in a circle: %s -> %s"
                                        .formatted(String.join(" -> ", cycle), first),
                        cycle.size() == 1 ? "Let it read another source." : "Let one of them read something else.");
    }
}
