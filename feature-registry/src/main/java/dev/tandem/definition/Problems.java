package dev.tandem.definition;

import dev.tandem.definition.InvalidDefinitionsException.Problem;
import dev.tandem.definition.Transforms.UnfitTransformException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
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

    /**
     * Tells what is wrong with an expression, at its place in the file.
     *
     * @param written the expression
     * @param subject what it belongs to, with which the problem begins
     * @param more is said after the remedy
     */
    void add(Part written, String subject, UnfitTransformException unfit, String more) {
        Optional<Place> inFile = unfit.offset().isEmpty()
                ? Optional.of(written.place())
                : written.findPlace(unfit.offset().getAsInt());
        String inText = inFile.isPresent()
                ? ""
                : unfit.place(written.text().strip())
                        .map(place -> ", in %s of the expression".formatted(place))
                        .orElse("");
        add(inFile.orElse(written.place()), subject + ": " + unfit.problem() + inText, unfit.remedy() + more);
    }
}
