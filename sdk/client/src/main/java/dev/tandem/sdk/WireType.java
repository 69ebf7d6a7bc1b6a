package dev.tandem.sdk;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value type as the server writes it. The client has its own reading of these few names, since it stands alone.
 *
 * @param kind what sort of value it is
 * @param element the type of an array's elements; null for every other kind
 */
record WireType(Kind kind, @Nullable WireType element) {
    private static final String ARRAY_START = "ARRAY<";

    /** The sorts of value, each with the one Java class that holds all its values and no others. */
    enum Kind {
        BOOL(Boolean.class),
        INT32(Integer.class),
        INT64(Long.class),
        FLOAT32(Float.class),
        FLOAT64(Double.class),
        DECIMAL(BigDecimal.class),
        STRING(String.class),
        BYTES(byte[].class),
        DATE(LocalDate.class),
        TIMESTAMP(Instant.class),
        ARRAY(List.class);

        private final Class<?> javaForm;

        Kind(Class<?> javaForm) {
            this.javaForm = javaForm;
        }

        Class<?> javaForm() {
            return javaForm;
        }
    }

    /** @throws FeatureStoreException when the server knows a type that this client does not */
    static WireType parse(String text) {
        return find(text)
                .orElseThrow(() -> new FeatureStoreException(
                        "The server gives values of type %s, which this client does not know. Use a version of tandem-sdk that is as new as the server."
                                .formatted(text)));
    }

    private static Optional<WireType> find(String text) {
        if (text.startsWith(ARRAY_START) && text.endsWith(">")) {
            return find(text.substring(ARRAY_START.length(), text.length() - 1))
                    .filter(element -> element.kind != Kind.ARRAY)
                    .map(element -> new WireType(Kind.ARRAY, element));
        }
        String name = text.startsWith("DECIMAL(") ? Kind.DECIMAL.name() : text;
        for (Kind kind : Kind.values()) {
            if (kind != Kind.ARRAY && kind.name().equals(name)) {
                return Optional.of(new WireType(kind, null));
            }
        }
        return Optional.empty();
    }

    Class<?> javaForm() {
        return kind.javaForm();
    }

    /** How a program declares a value of this type: {@code Double}, {@code List<String>}. */
    String declaration() {
        return element == null ? javaForm().getSimpleName() : "List<" + element.declaration() + ">";
    }
}
