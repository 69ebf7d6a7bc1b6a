package dev.tandem.sdk;

import static dev.tandem.sdk.Documents.columns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.sdk.ServiceSchema.Column;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyBindingTest {

    record Order(long orderId, Integer line, String shop, boolean gift, LocalDate day, Instant at) {}

    private static final List<Column> ORDER =
            columns("shop STRING", "order_id INT64", "line INT32", "gift BOOL", "day DATE", "at TIMESTAMP");

    @Test
    void a_record_gives_the_key_columns_by_name() {
        Order order = new Order(1L << 60, 7, "x", true, LocalDate.EPOCH, Instant.EPOCH);

        assertThat(columnsOf(Order.class, ORDER, order))
                .isEqualTo(Map.of(
                        "order_id",
                        1L << 60,
                        "line",
                        7,
                        "shop",
                        "x",
                        "gift",
                        true,
                        "day",
                        LocalDate.EPOCH,
                        "at",
                        Instant.EPOCH));
    }

    record Small(int orderId) {}

    @Test
    void an_integer_may_name_an_int64() {
        assertThat(columnsOf(Small.class, columns("order_id INT64"), new Small(5)))
                .isEqualTo(Map.of("order_id", 5));
    }

    record Wrong(String orderId, long line, @Called("shop") String store, String shop, Double size) {}

    @Test
    void all_that_does_not_fit_is_reported_at_once() {
        assertThat(problems(Wrong.class, ORDER))
                .containsExactly(
                        "Component 'orderId' is String, and key column 'order_id' is INT64. Declare it as Long.",
                        "Component 'line' is long, and key column 'line' is INT32. Declare it as Integer.",
                        "Component 'shop' gives key column 'shop', which another gives already. Remove one of them.",
                        "Component 'size': there is no key column 'size'. There are: at, day, gift, line, order_id, shop.",
                        "Key column 'gift' (BOOL) is missing. Add a component for it to record Wrong.",
                        "Key column 'day' (DATE) is missing. Add a component for it to record Wrong.",
                        "Key column 'at' (TIMESTAMP) is missing. Add a component for it to record Wrong.");
    }

    record Broken(String shop) {
        @Override
        public String shop() {
            throw new IllegalStateException("no shop");
        }

        @Override
        public String toString() {
            return "Broken";
        }
    }

    @Test
    void a_key_that_cannot_be_read_is_named() {
        assertThatThrownBy(() -> columnsOf(Broken.class, columns("shop STRING"), new Broken("x")))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessage(
                        "Key Broken cannot be read: its accessor for 'shop' throws java.lang.IllegalStateException: no shop.");
    }

    private static List<String> problems(Class<?> type, List<Column> columns) {
        List<String> problems = new ArrayList<>();
        assertThat(KeyBinding.find(type, columns, problems).isPresent()).isEqualTo(problems.isEmpty());
        return problems;
    }

    private static <K> Map<String, @Nullable Object> columnsOf(Class<K> type, List<Column> columns, K key) {
        List<String> problems = new ArrayList<>();
        return KeyBinding.find(type, columns, problems)
                .orElseThrow(() -> new AssertionError(problems.toString()))
                .columns(key);
    }
}
