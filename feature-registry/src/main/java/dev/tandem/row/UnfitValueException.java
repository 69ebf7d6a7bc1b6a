package dev.tandem.row;

import dev.tandem.TandemException;

/** A value that its declared type cannot hold; it was not packed. */
public final class UnfitValueException extends TandemException {
    private static final long serialVersionUID = 1L;

    private final String problem;
    private final int position;

    UnfitValueException(String problem, int position) {
        this("value " + position, problem, position);
    }

    private UnfitValueException(String place, String problem, int position) {
        super("The value of " + place + " does not fit its declared type: " + problem
                + ". Correct the value, or declare a type that holds it.");
        this.problem = problem;
        this.position = position;
    }

    /** Where the value stands among those that were to be packed. */
    int position() {
        return position;
    }

    /** The same, for a reader who knows the place by name: "column 'a'". */
    public UnfitValueException at(String place) {
        return new UnfitValueException(place, problem, position);
    }

    /** The same, for an element of an array that stands at another position. */
    UnfitValueException inArrayAt(int arrayPosition) {
        return new UnfitValueException("element " + position + " is unfit: " + problem, arrayPosition);
    }
}
