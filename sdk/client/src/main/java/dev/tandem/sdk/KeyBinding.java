package dev.tandem.sdk;

import dev.tandem.sdk.ServiceSchema.Column;
import dev.tandem.sdk.WireType.Kind;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the key columns of a service out of a record of the caller's. Whether they fit is decided when the binding is made. Immutable.
 */
final class KeyBinding<K> {
    private final List<Part> parts;

    private record Part(String column, Method accessor) {}

    private KeyBinding(List<Part> parts) {
        this.parts = parts;
    }

    /**
     * Binds a record to key columns.
     *
     * @param problems takes everything that does not fit
     * @return empty when something does not
     */
    static <K> Optional<KeyBinding<K>> find(Class<K> type, List<Column> columns, List<String> problems) {
        int before = problems.size();
        List<Part> parts = new ArrayList<>();
        Set<String> given = new HashSet<>();
        for (RecordComponent component : type.getRecordComponents()) {
            OptionalInt position = Components.position(component, "key column", columns, problems);
            if (position.isEmpty()) {
                continue;
            }
            Column column = columns.get(position.getAsInt());
            if (!given.add(column.name())) {
                problems.add("Component '%s' gives key column '%s', which another gives already. Remove one of them."
                        .formatted(component.getName(), column.name()));
            }
            if (!gives(component.getType(), WireType.parse(column.type()).kind())) {
                problems.add("Component '%s' is %s, and key column '%s' is %s. Declare it as %s."
                        .formatted(
                                component.getName(),
                                component.getType().getSimpleName(),
                                column.name(),
                                column.type(),
                                WireType.parse(column.type()).declaration()));
            }
            Components.accessible(type, component.getAccessor(), problems)
                    .ifPresent(accessor -> parts.add(new Part(column.name(), accessor)));
        }
        for (Column column : columns) {
            if (!given.contains(column.name())) {
                problems.add("Key column '%s' (%s) is missing. Add a component for it to record %s."
                        .formatted(column.name(), column.type(), type.getSimpleName()));
            }
        }
        return problems.size() > before ? Optional.empty() : Optional.of(new KeyBinding<>(List.copyOf(parts)));
    }

    /** Whether every value of a Java type is one of a key column's. */
    private static boolean gives(Class<?> component, Kind column) {
        return switch (column) {
            case BOOL -> component == boolean.class || component == Boolean.class;
            case INT32 -> component == int.class || component == Integer.class;
            case INT64 -> component == long.class || component == Long.class || gives(component, Kind.INT32);
            default -> component == column.javaForm();
        };
    }

    /** The values of a key by column. */
    Map<String, @Nullable Object> columns(K key) {
        Map<String, @Nullable Object> columns = new LinkedHashMap<>();
        for (Part part : parts) {
            try {
                columns.put(part.column(), part.accessor().invoke(key));
            } catch (InvocationTargetException e) {
                throw new FeatureStoreException(
                        "Key %s cannot be read: its accessor for '%s' throws %s."
                                .formatted(key, part.column(), e.getCause()),
                        e.getCause());
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("the accessor was made accessible", e);
            }
        }
        return columns;
    }
}
