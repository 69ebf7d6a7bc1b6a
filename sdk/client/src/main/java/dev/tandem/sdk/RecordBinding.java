package dev.tandem.sdk;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Puts the features of a row into a record of the caller's. Whether they fit is decided when the binding is made, from names and types
 * alone, so that no value that comes later can surprise it. Immutable.
 *
 * <p>A feature can always be absent: its entity may be unknown, its row too old, its value null. So no component may be of a primitive
 * type; what is absent is null or an empty {@link Optional}, and never a zero that a model would take for a measurement.
 */
final class RecordBinding<F> {
    private final AnswerColumns columns;
    private final Constructor<F> constructor;
    private final List<Slot> slots;

    /**
     * What fills one component.
     *
     * @param position of the feature in an answer
     * @param form in which the component takes it
     */
    private record Slot(int position, ComponentForm form) {}

    private RecordBinding(AnswerColumns columns, Constructor<F> constructor, List<Slot> slots) {
        this.columns = columns;
        this.constructor = constructor;
        this.slots = slots;
    }

    /**
     * Binds a record to the columns of an answer.
     *
     * @param problems takes everything that does not fit
     * @return empty when something does not
     */
    static <F> Optional<RecordBinding<F>> find(Class<F> type, AnswerColumns columns, List<String> problems) {
        int before = problems.size();
        List<Slot> slots = new ArrayList<>();
        Map<Integer, String> taken = new HashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            OptionalInt position = Components.position(component, "feature", columns.columns(), problems);
            if (position.isEmpty()) {
                continue;
            }
            int at = position.getAsInt();
            String other = taken.putIfAbsent(at, component.getName());
            if (other != null) {
                problems.add("Components '%s' and '%s' both take feature '%s'. Remove one of them."
                        .formatted(
                                other,
                                component.getName(),
                                columns.columns().get(at).name()));
            }
            ComponentForm.find(component.getGenericType(), columns.type(at))
                    .ifPresentOrElse(
                            form -> slots.add(new Slot(at, form)),
                            () -> problems.add(ComponentForm.problem(
                                    component, columns.columns().get(at))));
        }
        Optional<Constructor<F>> constructor = Components.constructor(type, problems);
        return problems.size() > before
                ? Optional.empty()
                : constructor.map(found -> new RecordBinding<>(columns, found, List.copyOf(slots)));
    }

    /** The columns that rows have to have. */
    AnswerColumns columns() {
        return columns;
    }

    /** @throws FeatureStoreException when the record's own constructor does not take the values */
    F bind(FeatureRow row) {
        @Nullable Object[] values = new @Nullable Object[slots.size()];
        for (int i = 0; i < values.length; i++) {
            Slot slot = slots.get(i);
            values[i] = slot.form().of(row.valueAt(slot.position()));
        }
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new FeatureStoreException(
                    "Record %s does not take the features %s: its constructor throws %s. Let it accept whatever the service may give, nulls included."
                            .formatted(
                                    constructor.getDeclaringClass().getSimpleName(),
                                    Arrays.toString(values),
                                    e.getCause()),
                    e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the constructor was made accessible, and of a record", e);
        }
    }
}
