package dev.tandem.server.log;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import dev.tandem.definition.ValueType;
import dev.tandem.log.FeatureLogLayout;
import dev.tandem.online.ReadPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/** The Parquet schema of the log of one service in one state. Groups that would be empty, which Parquet has none of, are left out. */
final class LogSchema {
    /** The most decimal digits that always fit. */
    private static final int LONGEST_IN_INT32 = 9;

    private static final int LONGEST_IN_INT64 = 18;

    private LogSchema() {}

    static MessageType of(ReadPlan plan) {
        List<Type> columns = new ArrayList<>();
        columns.add(text(Repetition.REQUIRED, FeatureLogLayout.REQUEST_ID));
        columns.add(Types.required(INT32).named(FeatureLogLayout.REQUEST_ROW));
        columns.add(instant(Repetition.REQUIRED, FeatureLogLayout.REQUEST_TIME));
        columns.add(Types.required(INT64).named(FeatureLogLayout.REGISTRY_STATE));
        addGroup(
                columns,
                FeatureLogLayout.MATERIALIZED_UNTIL,
                plan.views().stream()
                        .map(view -> instant(Repetition.OPTIONAL, view))
                        .toList());
        addGroup(
                columns,
                FeatureLogLayout.ASKED,
                plan.requestColumns().stream()
                        .map(column -> value(column.name(), column.type()))
                        .toList());
        addGroup(
                columns,
                FeatureLogLayout.ANSWER,
                plan.features().stream()
                        .<Type>map(feature -> new GroupType(
                                Repetition.REQUIRED,
                                feature.name(),
                                value(FeatureLogLayout.VALUE, feature.type()),
                                text(Repetition.REQUIRED, FeatureLogLayout.STATUS),
                                instant(Repetition.OPTIONAL, FeatureLogLayout.EVENT_TIME),
                                instant(Repetition.OPTIONAL, FeatureLogLayout.WRITTEN_AT),
                                Types.optional(INT32).named(FeatureLogLayout.SCHEMA_ID)))
                        .toList());
        return new MessageType("answer", columns);
    }

    private static void addGroup(List<Type> columns, String name, List<Type> fields) {
        if (!fields.isEmpty()) {
            columns.add(new GroupType(Repetition.REQUIRED, name, fields));
        }
    }

    private static Type text(Repetition repetition, String name) {
        return Types.primitive(BINARY, repetition).as(stringType()).named(name);
    }

    private static Type instant(Repetition repetition, String name) {
        return Types.primitive(INT64, repetition)
                .as(timestampType(true, TimeUnit.MICROS))
                .named(name);
    }

    /** As Spark writes decimals itself: it cannot read short ones from bytes where a column has a dictionary. */
    static PrimitiveTypeName decimal(ValueType type) {
        if (type.precision() > LONGEST_IN_INT64) {
            return BINARY;
        }
        return type.precision() > LONGEST_IN_INT32 ? INT64 : INT32;
    }

    /** A value that may be null. */
    private static Type value(String name, ValueType type) {
        return switch (type.kind()) {
            case BOOL -> Types.optional(PrimitiveTypeName.BOOLEAN).named(name);
            case INT32 -> Types.optional(INT32).named(name);
            case INT64 -> Types.optional(INT64).named(name);
            case FLOAT32 -> Types.optional(PrimitiveTypeName.FLOAT).named(name);
            case FLOAT64 -> Types.optional(PrimitiveTypeName.DOUBLE).named(name);
            case DECIMAL ->
                Types.optional(decimal(type))
                        .as(LogicalTypeAnnotation.decimalType(type.scale(), type.precision()))
                        .named(name);
            case STRING -> text(Repetition.OPTIONAL, name);
            case BYTES -> Types.optional(BINARY).named(name);
            case DATE ->
                Types.optional(INT32).as(LogicalTypeAnnotation.dateType()).named(name);
            case TIMESTAMP -> instant(Repetition.OPTIONAL, name);
            case ARRAY ->
                Types.optionalList()
                        .element(value("element", Objects.requireNonNull(type.element())))
                        .named(name);
        };
    }
}
