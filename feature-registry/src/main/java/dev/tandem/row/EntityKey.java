package dev.tandem.row;

import dev.tandem.definition.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The name of one entity as bytes. The encoding is injective for the key types of one view: different keys never share bytes, because
 * each part ends where its own encoding says. A STRING is UTF-8 behind a varint length; INT32, INT64, DATE and TIMESTAMP are zigzag
 * varints; BOOL is one byte.
 */
public final class EntityKey {
    private static final int KEY_BYTES = 32;
    private static final int LONGEST_SHOWN = 40;

    private EntityKey() {}

    /**
     * Packs a key.
     *
     * @param types the join keys' types, in the view's order
     * @param key one value for each type
     * @return empty when any part is null: that names no entity
     * @throws IllegalArgumentException when there are more or fewer parts than types, or a type is no key type
     * @throws UnfitValueException when a part does not fit its type
     */
    public static Optional<byte[]> pack(List<ValueType> types, ValueSource key) {
        ByteWriter out = new ByteWriter(KEY_BYTES);
        return write(out, types, key) ? Optional.of(out.toBytes()) : Optional.empty();
    }

    /**
     * Writes a packed key, for those who pack so many that each should not take a writer of its own.
     *
     * @param types the join keys' types, in the view's order
     * @param key one value for each type
     * @return false when any part is null: that names no entity, and what was written up to there is no key
     * @throws IllegalArgumentException when there are more or fewer parts than types, or a type is no key type
     * @throws UnfitValueException when a part does not fit its type
     */
    public static boolean write(ByteWriter out, List<ValueType> types, ValueSource key) {
        if (key.size() != types.size()) {
            throw new IllegalArgumentException(key.size() + " key parts for " + types.size() + " join keys");
        }
        for (int i = 0; i < types.size(); i++) {
            if (key.isNull(i)) {
                return false;
            }
            if (!types.get(i).isKeyType()) {
                throw new IllegalArgumentException(types.get(i) + " is no key type");
            }
            RowFormat.write(out, types.get(i), key, i);
        }
        return true;
    }

    /**
     * Reads a packed key back, each part in its type's Java form.
     *
     * @throws CorruptRowException when the bytes are not a key of those types
     */
    public static List<Object> unpack(List<ValueType> types, byte[] key) {
        ByteReader in = new ByteReader(key, 0);
        int[] offsets = new int[types.size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = in.position();
            RowFormat.skip(in, types.get(i));
        }
        in.needNoMore();
        ValueSource parts = new PackedValues(key, offsets, types::get);
        List<Object> objects = new ArrayList<>(offsets.length);
        for (int i = 0; i < offsets.length; i++) {
            objects.add(Objects.requireNonNull(parts.objectAt(i, types.get(i))));
        }
        return objects;
    }

    /**
     * A packed key for people, such as {@code [JFK, 7]}: long parts cut, and without what a terminal or a log would take for its own.
     *
     * @throws CorruptRowException when the bytes are not a key of those types
     */
    public static String shown(List<ValueType> types, byte[] key) {
        return unpack(types, key).stream()
                .map(part -> shown(String.valueOf(part)))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String shown(String part) {
        String printable = part.codePoints()
                .limit(LONGEST_SHOWN)
                .map(character -> Character.isISOControl(character) ? '?' : character)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return part.codePointCount(0, part.length()) > LONGEST_SHOWN ? printable + "..." : printable;
    }
}
