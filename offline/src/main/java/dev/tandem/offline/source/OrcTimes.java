package dev.tandem.offline.source;

import dev.tandem.offline.engine.Plans;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * ORC's TIMESTAMP holds a time of day and no zone. Spark takes it for one in the zone of the machine that reads it, so that the same file
 * means other instants on another machine. Here it is in the zone that its source declares, as every other time without a zone.
 *
 * <p>What is undone here is undone exactly, save for the hour of a year that the machine's zone skips: Spark moves such a time on before
 * anybody can see it. Let machines that read ORC run in UTC ({@code -Duser.timezone=UTC}).
 */
final class OrcTimes {
    private OrcTimes() {}

    /** The rows of an ORC table with its times in {@code zone}. */
    static Dataset<Row> inZone(Dataset<Row> table, ZoneId zone) {
        UDF1<@Nullable Instant, @Nullable Instant> move = read -> read == null
                ? null
                : LocalDateTime.ofInstant(read, ZoneId.systemDefault())
                        .atZone(zone)
                        .toInstant();
        UserDefinedFunction moved = functions.udf(move, DataTypes.TimestampType);
        return table.select(Arrays.stream(table.schema().fields())
                .map(field -> isTime(field)
                        ? moved.apply(Plans.column(field.name())).as(field.name())
                        : Plans.column(field.name()))
                .toArray(Column[]::new));
    }

    private static boolean isTime(StructField field) {
        return field.dataType() instanceof TimestampType;
    }
}
