package dev.tandem.definition;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which value type somebody means who writes a type as another system calls it. */
final class TypeNames {
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("BOOLEAN", "BOOL"),
            Map.entry("INT", "INT32"),
            Map.entry("INTEGER", "INT32"),
            Map.entry("LONG", "INT64"),
            Map.entry("BIGINT", "INT64"),
            Map.entry("FLOAT", "FLOAT32"),
            Map.entry("REAL", "FLOAT32"),
            Map.entry("DOUBLE", "FLOAT64"),
            Map.entry("NUMBER", "FLOAT64"),
            Map.entry("NUMERIC", "DECIMAL(10,2)"),
            Map.entry("DECIMAL", "DECIMAL(10,2)"),
            Map.entry("TEXT", "STRING"),
            Map.entry("CHAR", "STRING"),
            Map.entry("VARCHAR", "STRING"),
            Map.entry("BINARY", "BYTES"),
            Map.entry("DATETIME", "TIMESTAMP"),
            Map.entry("UNIX_TIMESTAMP", "TIMESTAMP"));
    private static final Set<String> KNOWN = known();

    private TypeNames() {}

    private static Set<String> known() {
        Set<String> known = new HashSet<>(ELSEWHERE.keySet());
        for (ValueType.Kind kind : ValueType.Kind.values()) {
            if (kind != ValueType.Kind.DECIMAL && kind != ValueType.Kind.ARRAY) {
                known.add(kind.name());
            }
        }
        return known;
    }

    /** The type that is probably meant, as it would be written. */
    static Optional<String> guess(String written) {
        String upper = written.strip().toUpperCase(Locale.ROOT);
        return ValueType.find(upper)
                .map(ValueType::toString)
                .or(() -> Names.nearest(upper, KNOWN).map(near -> ELSEWHERE.getOrDefault(near, near)));
    }
}
