package dev.tandem.definition;

import java.util.Map;

/** The columns that every training set and every pushed row has of its own. */
final class ReservedNames {
    private static final Map<String, String> MEANINGS =
            Map.of(ServiceColumns.TIME, "the time of a label or row", "created", "the time a row was ingested");

    private ReservedNames() {}

    /** Tells when something has such a name. */
    static void refuse(Problems problems, Part named, String kind) {
        refuse(problems, named.keyPlace(), named.name(), kind);
    }

    /** Tells when something that is written at a place has such a name. */
    static void refuse(Problems problems, Place place, String name, String kind) {
        String meaning = MEANINGS.get(name);
        if (meaning != null) {
            problems.add(
                    place,
                    "A %s cannot be called '%s', which is the column for %s".formatted(kind, name, meaning),
                    "Choose another name; the column it is read from can stay.");
        }
    }
}
