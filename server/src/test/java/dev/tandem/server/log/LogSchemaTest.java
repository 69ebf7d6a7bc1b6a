package dev.tandem.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.ValueType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.junit.jupiter.api.Test;

/** The columns of the log's files. */
class LogSchemaTest {
    @Test
    void decimals_are_written_as_spark_reads_them_with_a_dictionary_too() {
        assertThat(LogSchema.decimal(ValueType.decimal(9, 2))).isEqualTo(PrimitiveTypeName.INT32);
        assertThat(LogSchema.decimal(ValueType.decimal(10, 2))).isEqualTo(PrimitiveTypeName.INT64);
        assertThat(LogSchema.decimal(ValueType.decimal(18, 2))).isEqualTo(PrimitiveTypeName.INT64);
        assertThat(LogSchema.decimal(ValueType.decimal(19, 2))).isEqualTo(PrimitiveTypeName.BINARY);
    }
}
