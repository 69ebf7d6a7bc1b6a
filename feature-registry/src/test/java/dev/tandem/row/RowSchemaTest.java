package dev.tandem.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.definition.About;
import dev.tandem.definition.Feature;
import dev.tandem.definition.ValueType;
import dev.tandem.row.RowSchema.Column;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowSchemaTest {
    private static final List<Feature> FEATURES = List.of(
            new Feature("wind", ValueType.FLOAT64, "wind_speed", About.NOTHING),
            new Feature("rain", ValueType.INT32, "precip", About.NOTHING));

    @Test
    void the_columns_are_the_features_in_their_order_by_name_and_type() {
        assertThat(RowSchema.of(3, FEATURES))
                .isEqualTo(new RowSchema(
                        3, List.of(new Column("wind", ValueType.FLOAT64), new Column("rain", ValueType.INT32))));
    }

    @Test
    void a_column_has_a_position_and_a_stranger_has_none() {
        RowSchema schema = RowSchema.of(0, FEATURES);

        assertThat(schema.indexOf("wind")).isZero();
        assertThat(schema.indexOf("rain")).isEqualTo(1);
        assertThat(schema.indexOf("wind_speed")).isEqualTo(-1);
    }

    @Test
    void an_id_fits_into_two_bytes() {
        assertThat(RowSchema.of(0, FEATURES).id()).isZero();
        assertThat(RowSchema.of(65_535, FEATURES).id()).isEqualTo(65_535);
        assertThatIllegalArgumentException().isThrownBy(() -> RowSchema.of(-1, FEATURES));
        assertThatIllegalArgumentException().isThrownBy(() -> RowSchema.of(65_536, FEATURES));
    }

    @Test
    void a_schema_does_not_change_with_the_list_it_was_made_from() {
        List<Column> columns = new ArrayList<>(List.of(new Column("wind", ValueType.FLOAT64)));
        RowSchema schema = new RowSchema(0, columns);

        columns.clear();

        assertThat(schema.columns()).hasSize(1);
        assertThatThrownBy(() -> schema.columns().clear()).isInstanceOf(UnsupportedOperationException.class);
    }
}
