package dev.tandem.offline.skew;

import dev.tandem.definition.ServiceParts;
import dev.tandem.definition.ServiceParts.Argument;
import dev.tandem.definition.ServiceParts.CallerColumn;
import dev.tandem.definition.ServiceParts.Output;
import dev.tandem.definition.ServiceParts.Place;
import dev.tandem.definition.ValueType;
import dev.tandem.log.FeatureLogLayout;
import dev.tandem.offline.engine.Plans;
import dev.tandem.transform.expression.SparkTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of a feature log as labels: what was asked under the names that the service has for it now, and beside it what was answered. All other
 * names have a line feed, which no column of a service has. Immutable.
 *
 * @param parts the service as it is defined now
 */
record Logged(ServiceParts parts) {
    static final String ID = "logged\nid";
    static final String ROW = "logged\nrow";
    static final String TIME = "logged\ntime";
    static final String STATE = "logged\nstate";

    /** Up to when the view of a lookup was materialised. */
    static String until(int lookup) {
        return "logged\nuntil " + lookup;
    }

    /** The event time of what a lookup found. */
    static String dated(int lookup) {
        return "logged\ndated " + lookup;
    }

    /** What was answered of an output: null when it could not be, because the service did not have it, or was asked by other columns; else a struct. */
    static String answer(int output) {
        return "logged\nanswer " + output;
    }

    /** The columns that the service asks by. */
    List<CallerColumn> asked() {
        return Stream.concat(parts.keys().stream(), parts.request().stream()).toList();
    }

    /** The rows of some files, which have the same columns, in the one form. */
    Dataset<Row> of(Dataset<Row> log) {
        List<Column> columns = new ArrayList<>();
        columns.add(functions.col(FeatureLogLayout.REQUEST_ID).as(ID));
        columns.add(functions.col(FeatureLogLayout.REQUEST_ROW).as(ROW));
        columns.add(functions.col(FeatureLogLayout.REQUEST_TIME).as(TIME));
        columns.add(functions.col(FeatureLogLayout.REGISTRY_STATE).as(STATE));
        StructType asked = struct(log, FeatureLogLayout.ASKED);
        asked().forEach(column -> columns.add(asked(asked, column).as(column.name())));
        StructType until = struct(log, FeatureLogLayout.MATERIALIZED_UNTIL);
        StructType answer = struct(log, FeatureLogLayout.ANSWER);
        for (int i = 0; i < parts.lookups().size(); i++) {
            String view = parts.lookups().get(i).view();
            columns.add(
                    (has(until, view) ? field(FeatureLogLayout.MATERIALIZED_UNTIL, view) : nothing(ValueType.TIMESTAMP))
                            .as(until(i)));
        }
        for (int i = 0; i < parts.outputs().size(); i++) {
            columns.add(answer(asked, answer, parts.outputs().get(i)).as(answer(i)));
        }
        return log.select(columns.toArray(Column[]::new));
    }

    private static StructType struct(Dataset<Row> log, String column) {
        return Arrays.asList(log.columns()).contains(column)
                ? (StructType) log.schema().apply(column).dataType()
                : new StructType();
    }

    private static boolean has(StructType struct, String field) {
        return Arrays.asList(struct.fieldNames()).contains(field);
    }

    private static Column field(String struct, String field) {
        return functions.col(struct).getField(field);
    }

    private static Column nothing(ValueType type) {
        return functions.lit(null).cast(SparkTypes.of(type));
    }

    private static boolean isAsked(StructType asked, CallerColumn column) {
        return has(asked, column.name())
                && asked.apply(column.name()).dataType().sameType(SparkTypes.of(column.type()));
    }

    private static Column asked(StructType asked, CallerColumn column) {
        return isAsked(asked, column) ? field(FeatureLogLayout.ASKED, column.name()) : nothing(column.type());
    }

    /**
     * The same rows, and beside them, for each lookup, the event time of what it found. All features of a lookup are from one row, so any that the
     * row held tells it; but what had the name of one in another state may have come from another view, and tells nothing of this one.
     *
     * @param rows in the one form
     */
    Dataset<Row> dated(Dataset<Row> rows, Facts facts) {
        List<Column> columns =
                new ArrayList<>(Arrays.stream(rows.columns()).map(Plans::column).toList());
        for (int i = 0; i < parts.lookups().size(); i++) {
            columns.add(dated(i, facts).as(dated(i)));
        }
        return rows.select(columns.toArray(Column[]::new));
    }

    private Column dated(int lookup, Facts facts) {
        List<Column> tellers = new ArrayList<>(List.of(nothing(ValueType.TIMESTAMP)));
        for (int i = 0; i < parts.outputs().size(); i++) {
            if (parts.outputs().get(i).place() instanceof Place.LookedUp at && at.lookup() == lookup) {
                Object[] elsewhere = facts.statesWithElsewhere(i).toArray();
                tellers.add(functions.when(
                        functions.not(Plans.column(STATE).isin(elsewhere)),
                        Plans.column(answer(i)).getField(FeatureLogLayout.EVENT_TIME)));
            }
        }
        return functions.coalesce(tellers.toArray(Column[]::new));
    }

    /** A value of another type than the feature has now is taken in that type, if it fits. */
    private Column answer(StructType asked, StructType answer, Output output) {
        DataType type = SparkTypes.of(output.type());
        if (!has(answer, output.name()) || !needed(output).stream().allMatch(column -> isAsked(asked, column))) {
            return functions
                    .lit(null)
                    .cast(new StructType()
                            .add(FeatureLogLayout.VALUE, type)
                            .add(FeatureLogLayout.STATUS, DataTypes.StringType)
                            .add(FeatureLogLayout.EVENT_TIME, DataTypes.TimestampType)
                            .add(FeatureLogLayout.WRITTEN_AT, DataTypes.TimestampType)
                            .add(FeatureLogLayout.SCHEMA_ID, DataTypes.IntegerType));
        }
        Column of = field(FeatureLogLayout.ANSWER, output.name());
        Column value = of.getField(FeatureLogLayout.VALUE);
        StructType found = (StructType) answer.apply(output.name()).dataType();
        boolean typed = found.apply(FeatureLogLayout.VALUE).dataType().sameType(type);
        return functions.struct(
                (typed ? value : value.try_cast(type)).as(FeatureLogLayout.VALUE),
                of.getField(FeatureLogLayout.STATUS).as(FeatureLogLayout.STATUS),
                of.getField(FeatureLogLayout.EVENT_TIME).as(FeatureLogLayout.EVENT_TIME),
                of.getField(FeatureLogLayout.WRITTEN_AT).as(FeatureLogLayout.WRITTEN_AT),
                of.getField(FeatureLogLayout.SCHEMA_ID).as(FeatureLogLayout.SCHEMA_ID));
    }

    /** The columns that the value of an output depends on. */
    private List<CallerColumn> needed(Output output) {
        List<String> names = new ArrayList<>();
        if (output.place() instanceof Place.LookedUp at) {
            names.addAll(parts.lookups().get(at.lookup()).keys());
        } else if (output.place() instanceof Place.Computed at) {
            for (Argument argument : parts.computations().get(at.computation()).arguments()) {
                if (argument instanceof Argument.LookedUp looked) {
                    names.addAll(parts.lookups().get(looked.lookup()).keys());
                } else if (argument instanceof Argument.Brought brought) {
                    names.add(parts.request().get(brought.column()).name());
                }
            }
        }
        return asked().stream().filter(column -> names.contains(column.name())).toList();
    }
}
