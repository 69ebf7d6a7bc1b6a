package dev.tandem.definition;

import java.util.Optional;

/** A type as somebody wrote it. */
final class WrittenType {
    /** Stands for a type that is not known; what was wrong with it was told. */
    static final ValueType UNKNOWN = ValueType.BYTES;

    private WrittenType() {}

    /** What it means, or {@link #UNKNOWN}. */
    static ValueType of(Optional<Part> written, Problems problems) {
        return written.map(type -> of(type, problems)).orElse(UNKNOWN);
    }

    /** What it means, or {@link #UNKNOWN}. */
    static ValueType of(Part written, Problems problems) {
        return ValueType.find(written.text()).orElseGet(() -> {
            problems.add(
                    written.place(),
                    "There is no type %s".formatted(written.text()),
                    "A DECIMAL(p,s) has 1 to 38 digits, and at most as many of them after the point.");
            return UNKNOWN;
        });
    }
}
