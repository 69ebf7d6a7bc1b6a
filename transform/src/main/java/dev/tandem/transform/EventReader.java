package dev.tandem.transform;

import dev.tandem.definition.Source;
import dev.tandem.definition.Transforms.ExpressionColumn;
import dev.tandem.definition.ValueType;
import dev.tandem.row.ValueSource;
import dev.tandem.transform.expression.EvaluationFailures;
import dev.tandem.transform.expression.Evaluator;
import dev.tandem.transform.expression.ExpressionProgram;
import dev.tandem.transform.expression.ExpressionProgram.Output;
import dev.tandem.transform.window.WindowEvent;
import dev.tandem.transform.window.WindowPlan;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes events for windows of rows that hold the columns which a source declares, alike for history and for what is pushed: takes what is
 * aggregated, and judges the conditions, once for all windows. Not thread-safe.
 */
public final class EventReader {
    private final Form form;
    private final int[] aggregated;
    private final @Nullable Evaluator conditions;
    private final int id;

    /**
     * How events of a view are read. Immutable, thread-safe; serializable, so that tasks of a distributed job can carry it.
     *
     * @param plan what is aggregated
     * @param columns the columns that the source declares, in the order in which rows hold them: by name
     * @param conditions judges the conditions of the plan, in its order
     */
    public record Form(WindowPlan plan, List<ExpressionColumn> columns, ExpressionProgram conditions)
            implements Serializable {
        /** Copies the columns. */
        public Form {
            columns = List.copyOf(columns);
        }

        /**
         * The form of a view's events.
         *
         * @param source the view's
         */
        public static Form of(WindowPlan plan, Source source) {
            List<ExpressionColumn> columns = source.columns().entrySet().stream()
                    .map(column -> new ExpressionColumn(column.getKey(), column.getValue()))
                    .toList();
            List<Output> conditions = plan.conditions().stream()
                    .map(condition -> new Output("where", ValueType.BOOL, condition))
                    .toList();
            return new Form(plan, columns, ExpressionProgram.of(columns, conditions));
        }

        /**
         * A reader of its own for one thread.
         *
         * @param failures is told of the rows on which a condition fails, which is not true there
         */
        public EventReader reader(EvaluationFailures failures) {
            return new EventReader(this, failures);
        }

        private int position(String name) {
            return columns.stream().map(ExpressionColumn::name).toList().indexOf(name);
        }
    }

    private EventReader(Form form, EvaluationFailures failures) {
        this.form = form;
        this.aggregated = form.plan().columns().stream()
                .mapToInt(column -> form.position(column.name()))
                .toArray();
        this.id = form.position(form.plan().eventId().name());
        this.conditions =
                form.plan().conditions().isEmpty() ? null : form.conditions().evaluator(failures);
    }

    /**
     * An event.
     *
     * @param eventTime in microseconds since 1970
     * @param row a value for each column that the source declares, by name
     * @return empty when the row has no id, so that it is none
     */
    public Optional<WindowEvent> read(long eventTime, ValueSource row) {
        if (row.isNull(id)) {
            return Optional.empty();
        }
        WindowPlan plan = form.plan();
        return Optional.of(WindowEvent.of(eventTime, plan.idOf(row, id), row.picked(aggregated), judge(row)));
    }

    private long judge(ValueSource row) {
        if (conditions == null) {
            return 0;
        }
        ValueSource truths = conditions.evaluate(row);
        long bits = 0;
        for (int i = 0; i < truths.size(); i++) {
            if (!truths.isNull(i) && truths.booleanAt(i)) {
                bits |= 1L << i;
            }
        }
        return bits;
    }
}
