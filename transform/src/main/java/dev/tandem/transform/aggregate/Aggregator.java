package dev.tandem.transform.aggregate;

import dev.tandem.definition.ValueType;
import java.io.Serializable;

/**
 * An aggregate function that knows its column's type and its parameters. Immutable and thread-safe; serializable, so that tasks of a
 * distributed job can carry it.
 */
public interface Aggregator extends Serializable {

    /** The type of what {@link Accumulator#finish} gives. */
    ValueType resultType();

    /** A state of no event. */
    Accumulator init();
}
