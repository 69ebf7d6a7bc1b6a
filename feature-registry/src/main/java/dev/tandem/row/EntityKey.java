package dev.tandem.row;

import dev.tandem.definition.ValueType;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The name of one entity as bytes. The encoding is injective for the key types of one view: different keys never share bytes, because
 * each part ends where its own encoding says. A STRING is UTF-8 behind a varint length; INT32, INT64, DATE and TIMESTAMP are zigzag
 * varints; BOOL is one byte.
 */
public final class EntityKey {
    private EntityKey() {}

    /**
     * Packs a key.
     *
     * @param types the join keys' types, in the view's order
     * @param key one value for each type
     * @return empty when any part is null: that names no entity
     */
    public static Optional<byte[]> pack(List<ValueType> types, ValueSource key) {
        ByteWriter out = new ByteWriter();
        for (int i = 0; i < types.size(); i++) {
            if (key.isNull(i)) {
                return Optional.empty();
            }
            RowFormat.write(out, types.get(i), key, i);
        }
        return Optional.of(out.toBytes());
    }

    /**
     * Reads a packed key back, each part in its type's Java form.
     *
     * @throws CorruptRowException when the bytes are not a key of those types
     */
    public static List<Object> unpack(List<ValueType> types, byte[] key) {
        ByteReader in = new ByteReader(key, 0);
        List<Object> parts = new ArrayList<>(types.size());
        for (ValueType type : types) {
            parts.add(part(type, in));
        }
        if (in.remaining() != 0) {
            throw new CorruptRowException(in.remaining() + " bytes follow its last key part");
        }
        return parts;
    }

    private static Object part(ValueType type, ByteReader in) {
        return switch (type.kind()) {
            case BOOL -> in.readByte() != 0;
            case INT32 -> (int) in.readZigzag();
            case INT64 -> in.readZigzag();
            case DATE -> LocalDate.ofEpochDay(in.readZigzag());
            case TIMESTAMP -> Micros.instant(in.readZigzag());
            case STRING -> new String(in.readSized(), StandardCharsets.UTF_8);
            case FLOAT32, FLOAT64, DECIMAL, BYTES, ARRAY ->
                throw new IllegalArgumentException(type + " is no key type");
        };
    }
}
