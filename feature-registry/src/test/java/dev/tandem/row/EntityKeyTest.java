package dev.tandem.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.definition.ValueType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EntityKeyTest {
    private static final List<ValueType> NUMBER_AND_TEXT = List.of(ValueType.INT64, ValueType.STRING);

    private final long seed = new Random().nextLong();

    @Test
    void one_and_23_is_another_entity_than_12_and_3() {
        assertThat(pack(NUMBER_AND_TEXT, 1L, "23")).isEqualTo(new byte[] {0x02, 0x02, 0x32, 0x33});
        assertThat(pack(NUMBER_AND_TEXT, 12L, "3")).isEqualTo(new byte[] {0x18, 0x01, 0x33});

        List<ValueType> texts = List.of(ValueType.STRING, ValueType.STRING);
        assertThat(pack(texts, "1", "23")).isNotEqualTo(pack(texts, "12", "3"));
        assertThat(pack(texts, "", "a")).isNotEqualTo(pack(texts, "a", ""));
    }

    @Test
    void different_keys_never_share_bytes_and_none_is_the_beginning_of_another() {
        GeneratedRows generated = new GeneratedRows(seed);
        for (int round = 0; round < 20; round++) {
            List<ValueType> types = generated.keyTypes();
            Map<String, List<Object>> keys = new HashMap<>();
            for (int i = 0; i < 500; i++) {
                List<Object> key = generated.key(types);
                String bytes = HexFormat.of().formatHex(pack(types, key.toArray()));
                assertThat(keys.getOrDefault(bytes, key))
                        .as("bytes %s, seed %d", bytes, seed)
                        .isEqualTo(key);
                keys.put(bytes, key);
            }
            List<String> sorted = keys.keySet().stream().sorted().toList();
            for (int i = 1; i < sorted.size(); i++) {
                assertThat(sorted.get(i)).as("seed %d", seed).doesNotStartWith(sorted.get(i - 1));
            }
        }
    }

    @Test
    void generated_keys_come_back() {
        GeneratedRows generated = new GeneratedRows(seed);
        for (int i = 0; i < 2_000; i++) {
            List<ValueType> types = generated.keyTypes();
            List<Object> key = generated.key(types);

            assertThat(EntityKey.unpack(types, pack(types, key.toArray())))
                    .as("seed %d", seed)
                    .isEqualTo(key);
        }
    }

    @Test
    void a_null_key_part_names_no_entity() {
        List<@Nullable Object> key = Arrays.asList(1L, null);

        assertThat(EntityKey.pack(NUMBER_AND_TEXT, ValueSource.of(key))).isEmpty();
    }

    @Test
    void a_key_has_one_part_for_each_join_key() {
        assertThatThrownBy(() -> pack(NUMBER_AND_TEXT, 1L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("1 key parts for 2 join keys");
    }

    @Test
    void what_has_no_exact_text_is_no_key() {
        assertThatThrownBy(() -> pack(List.of(ValueType.FLOAT64), 1.0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("FLOAT64 is no key type");
    }

    @Test
    void half_a_surrogate_pair_does_not_become_the_entity_named_question_mark() {
        assertThatThrownBy(() -> pack(NUMBER_AND_TEXT, 1L, "\uDC00")).isInstanceOf(UnfitValueException.class);
    }

    @Test
    void people_are_shown_a_key_that_cannot_disturb_their_terminal() {
        byte[] key = pack(NUMBER_AND_TEXT, 7L, "\u001b[31m" + "long".repeat(20));

        assertThat(EntityKey.shown(NUMBER_AND_TEXT, key)).isEqualTo("[7, ?[31m" + "long".repeat(8) + "lon...]");
    }

    private static byte[] pack(List<ValueType> types, Object... key) {
        return EntityKey.pack(types, ValueSource.of(List.of(key))).orElseThrow();
    }
}
