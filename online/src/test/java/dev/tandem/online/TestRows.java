package dev.tandem.online;

import dev.tandem.definition.ValueType;
import dev.tandem.row.EntityKey;
import dev.tandem.row.PackedRow;
import dev.tandem.row.RowSchema;
import dev.tandem.row.RowWriter;
import dev.tandem.row.ValueSource;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Rows of one text, under schemas 0 and 1, for entities named by a number. */
final class TestRows {
    static final long GENERATION = 7;
    static final RowSchema SCHEMA = new RowSchema(0, List.of(new RowSchema.Column("text", ValueType.STRING)));
    static final RowSchema NEWER_SCHEMA = new RowSchema(1, SCHEMA.columns());

    private TestRows() {}

    static RowAddress address(long entity) {
        return address(GENERATION, entity);
    }

    static RowAddress address(long generation, long entity) {
        return new RowAddress(
                generation,
                EntityKey.pack(List.of(ValueType.INT64), ValueSource.of(List.of(entity)))
                        .orElseThrow());
    }

    static byte[] row(long eventTime, String text) {
        return row(SCHEMA, eventTime, RowWriter.NO_CREATED_TIME, text);
    }

    static byte[] row(RowSchema schema, long eventTime, long createdTime, String text) {
        return new RowWriter(schema).write(eventTime, createdTime, 1_000, ValueSource.of(List.of(text)));
    }

    static RowWrite write(long entity, byte[] row) {
        return new RowWrite(address(entity), row, RowWrite.FOR_EVER);
    }

    static String text(PackedRow row) {
        RowSchema schema = row.schemaId() == 0 ? SCHEMA : NEWER_SCHEMA;
        return new String(row.values(schema).bytesAt(0), StandardCharsets.UTF_8);
    }
}
