package dev.tandem.offline.source;

import dev.tandem.definition.ValueType;
import dev.tandem.offline.engine.Plans;
import dev.tandem.transform.expression.SparkTypes;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * How the columns of one table become values of declared types: as they are, widened, or read from text where the format holds nothing
 * else. What would lose value is refused.
 *
 * @param table whose columns they are, as a message says it: "source 'flights'", "the labels"
 * @param cells what the strings of the table are
 * @param zone the zone of times that carry none
 */
public record ColumnReading(String table, Cells cells, ZoneId zone) {

    /** What the strings of a table are. */
    public enum Cells {
        /** Values of type STRING and nothing else: the format has types. */
        TYPED,
        /** The text of values of any type: the format has none, as CSV. */
        TEXT
    }

    /** The values of a column, if the type that it was found to have fits the declared one. */
    public Optional<Column> values(String column, DataType found, ValueType declared) {
        Column values = Plans.column(column);
        DataType wanted = SparkTypes.of(declared);
        if (found.equals(wanted)) {
            return Optional.of(values);
        }
        if (cells == Cells.TEXT && found instanceof StringType && declared.kind() != ValueType.Kind.ARRAY) {
            return Optional.of(text(column, wanted, declared.toString()).values(values));
        }
        if (cells == Cells.TEXT
                && found instanceof ArrayType array
                && array.elementType() instanceof StringType
                && wanted instanceof ArrayType wantedArray) {
            return Optional.of(
                    text(column, wantedArray.elementType(), declared.toString()).arrays(values));
        }
        if (!new FoundType(found).fits(declared)) {
            return Optional.empty();
        }
        return Optional.of(found instanceof TimestampNTZType ? inZone(values) : values.cast(wanted));
    }

    /** The instants of a time column, if its type says times. */
    public Optional<Column> times(String column, DataType found) {
        Column values = Plans.column(column);
        if (found instanceof TimestampType) {
            return Optional.of(values);
        }
        if (found instanceof TimestampNTZType || found instanceof DateType) {
            return Optional.of(inZone(values));
        }
        return found instanceof StringType
                ? Optional.of(text(column, DataTypes.TimestampType, "time").values(values))
                : Optional.empty();
    }

    /** A column of strings, read as values of a type. */
    TextColumn text(String column, DataType type, String declared) {
        return new TextColumn(table, column, declared, new TextValue(type, zone));
    }

    /** The pinned session zone is UTC, so that the first step changes no digit and the second moves from the zone to UTC. */
    private Column inZone(Column local) {
        Column asIfUtc = local.cast(DataTypes.TimestampType);
        return zone.normalized().equals(ZoneOffset.UTC) ? asIfUtc : functions.to_utc_timestamp(asIfUtc, zone.getId());
    }
}
