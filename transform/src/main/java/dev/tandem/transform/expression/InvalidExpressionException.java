package dev.tandem.transform.expression;

import dev.tandem.TandemException;
import dev.tandem.definition.Transforms.UnfitTransformException;
import java.util.OptionalInt;

/** The expression of a feature is not accepted. Its message tells the feature, the place in the text, what is wrong, and what to do. */
public final class InvalidExpressionException extends TandemException {
    private static final long serialVersionUID = 1L;

    private final String text;
    private final String problem;
    private final String remedy;
    private final int offset;

    InvalidExpressionException(String feature, String text, UnfitTransformException unfit) {
        super(
                "Feature '%s': %s%s. %s The expression is: %s"
                        .formatted(
                                feature,
                                unfit.problem(),
                                unfit.place(text)
                                        .map(place -> " (" + place + ")")
                                        .orElse(""),
                                unfit.remedy(),
                                text),
                unfit);
        this.text = text;
        this.problem = unfit.problem();
        this.remedy = unfit.remedy();
        this.offset = unfit.offset().orElse(-1);
    }

    /** The expression as written. */
    public String text() {
        return text;
    }

    /** What is wrong, without a full stop. */
    public String problem() {
        return problem;
    }

    /** What to do about it, a whole sentence. */
    public String remedy() {
        return remedy;
    }

    /** Where in the text it is wrong, counted in characters from 0; empty when it is wrong as a whole. */
    public OptionalInt offset() {
        return offset < 0 ? OptionalInt.empty() : OptionalInt.of(offset);
    }
}
