package dev.tandem.definition;

import dev.tandem.definition.InvalidDefinitionsException.Problem;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Collects what is wrong, so that all of it can be told at once. Not thread-safe. */
final class Problems {
    private final SortedSet<Problem> problems = new TreeSet<>();

    /**
     * @param problem what is wrong, without a full stop
     * @param remedy what to do, in whole sentences
     */
    void add(Place place, String problem, String remedy) {
        problems.add(new Problem(place.file(), place.line(), place.column(), problem, remedy));
    }

    /** A name that nothing has. */
    void addUnknown(Place place, String problem, String name, Collection<String> known) {
        add(place, problem, Names.suggestion(name, known));
    }

    /** @throws InvalidDefinitionsException when there is any problem */
    void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new InvalidDefinitionsException(List.copyOf(problems));
        }
    }
}
