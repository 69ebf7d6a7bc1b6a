package dev.tandem.sdk;

import dev.tandem.sdk.ServiceSchema.Column;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The forms in which a component of a record can take a feature that may be absent. */
enum ComponentForm {
    /** The value's own class; null when absent. */
    PLAIN,
    OPTIONAL,
    OPTIONAL_INT,
    OPTIONAL_LONG,
    OPTIONAL_DOUBLE;

    /** The form that a component's type has, when it takes values of a feature's type: exactly those, and no conversion. */
    static Optional<ComponentForm> find(Type component, WireType feature) {
        if (takes(component, feature)) {
            return Optional.of(PLAIN);
        }
        if (component instanceof ParameterizedType optional
                && optional.getRawType() == Optional.class
                && takes(optional.getActualTypeArguments()[0], feature)) {
            return Optional.of(OPTIONAL);
        }
        return Optional.ofNullable(primitive(feature))
                .filter(form -> form.declaration(feature).equals(text(component)));
    }

    private static boolean takes(Type type, WireType feature) {
        if (type == Object.class) {
            return true;
        }
        WireType element = feature.element();
        return element == null
                ? type == feature.javaForm()
                : type instanceof ParameterizedType list
                        && list.getRawType() == List.class
                        && takes(list.getActualTypeArguments()[0], element);
    }

    private static @Nullable ComponentForm primitive(WireType feature) {
        return switch (feature.kind()) {
            case INT32 -> OPTIONAL_INT;
            case INT64 -> OPTIONAL_LONG;
            case FLOAT64 -> OPTIONAL_DOUBLE;
            default -> null;
        };
    }

    /** Puts a value into this form. */
    @Nullable
    Object of(@Nullable Object value) {
        return switch (this) {
            case PLAIN -> value;
            case OPTIONAL -> Optional.ofNullable(value);
            case OPTIONAL_INT -> value == null ? OptionalInt.empty() : OptionalInt.of((Integer) value);
            case OPTIONAL_LONG -> value == null ? OptionalLong.empty() : OptionalLong.of((Long) value);
            case OPTIONAL_DOUBLE -> value == null ? OptionalDouble.empty() : OptionalDouble.of((Double) value);
        };
    }

    /** How a program declares this form of a feature's type. */
    private String declaration(WireType feature) {
        return switch (this) {
            case PLAIN -> feature.declaration();
            case OPTIONAL -> "Optional<" + feature.declaration() + ">";
            case OPTIONAL_INT -> "OptionalInt";
            case OPTIONAL_LONG -> "OptionalLong";
            case OPTIONAL_DOUBLE -> "OptionalDouble";
        };
    }

    /** What to say of a component that cannot take a feature. */
    static String problem(RecordComponent component, Column feature) {
        WireType type = WireType.parse(feature.type());
        ComponentForm primitive = primitive(type);
        String forms = primitive == null
                ? PLAIN.declaration(type) + " or " + OPTIONAL.declaration(type)
                : "%s, %s or %s"
                        .formatted(PLAIN.declaration(type), OPTIONAL.declaration(type), primitive.declaration(type));
        String reason = component.getType().isPrimitive()
                ? "which cannot say that there is no value: the entity may be unknown, its row too old, or the value null"
                : "and feature '%s' is %s".formatted(feature.name(), feature.type());
        return "Component '%s' is %s, %s. Declare it as %s."
                .formatted(component.getName(), text(component.getGenericType()), reason, forms);
    }

    /** A type as a program writes it, without packages. */
    private static String text(Type type) {
        return type.getTypeName().replaceAll("[\\w.$]*[.$](?=\\w)", "");
    }
}
