package dev.tandem.sdk;

import dev.tandem.sdk.ServiceSchema.Column;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Which column each component of a record is about, and the access to records that reflection needs. */
final class Components {
    private Components() {}

    /**
     * The position of the column that a component is about: the one it is {@link Called}, or else of its own name, or else whose name is
     * the component's in camel case.
     *
     * @param noun what a column is here: "feature", "key column"
     * @param problems takes the reason when there is none
     */
    static OptionalInt position(RecordComponent component, String noun, List<Column> columns, List<String> problems) {
        Called called = component.getAnnotation(Called.class);
        String name = called == null ? component.getName() : called.value();
        List<String> names = columns.stream().map(Column::name).toList();
        if (names.contains(name)) {
            return OptionalInt.of(names.indexOf(name));
        }
        int[] alike = called != null
                ? new int[0]
                : IntStream.range(0, names.size())
                        .filter(i -> Names.camelCase(names.get(i)).equals(name))
                        .toArray();
        if (alike.length == 1) {
            return OptionalInt.of(alike[0]);
        }
        problems.add(
                alike.length == 0
                        ? "Component '%s': there is no %s '%s'. %s"
                                .formatted(component.getName(), noun, name, Names.suggestion(name, names))
                        : "Component '%s' could be any of the %ss %s. Say which with @Called."
                                .formatted(
                                        component.getName(),
                                        noun,
                                        Arrays.stream(alike)
                                                .mapToObj(names::get)
                                                .toList()));
        return OptionalInt.empty();
    }

    /** The constructor that takes all components, accessible. */
    static <R> Optional<Constructor<R>> constructor(Class<R> type, List<String> problems) {
        Class<?>[] components = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return accessible(type, type.getDeclaredConstructor(components), problems);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has a canonical constructor", e);
        }
    }

    /** The member, accessible. */
    static <T extends AccessibleObject> Optional<T> accessible(Class<?> type, T member, List<String> problems) {
        if (member.trySetAccessible()) {
            return Optional.of(member);
        }
        problems.add("Record %s is not accessible. Open its package to the client: opens %s to %s;"
                .formatted(type.getSimpleName(), type.getPackageName(), moduleName()));
        return Optional.empty();
    }

    private static String moduleName() {
        Module module = Components.class.getModule();
        return module.isNamed() ? module.getName() : "ALL-UNNAMED";
    }
}
