package dev.tandem.definition;

import dev.tandem.definition.Derivation.Aggregation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Knows a few functions by their types, and takes every expression but those that say {@code refused}: enough for definitions to be read
 * where nothing is computed.
 */
public final class TransformsForTests implements Transforms {

    @Override
    public ValueType resultType(Aggregation aggregation, Optional<ValueType> column) {
        return switch (aggregation.function()) {
            case "count" -> ValueType.INT64;
            case "avg", "stddev", "approx_percentile" -> ValueType.FLOAT64;
            case "last_k" -> ValueType.array(column.orElseThrow());
            case "sum", "max", "last" ->
                column.orElseThrow(() -> new UnfitTransformException(
                        "'%s' needs a column".formatted(aggregation.function()),
                        "Say which with column.",
                        OptionalInt.empty()));
            default ->
                throw new UnfitTransformException(
                        "There is no aggregate function '%s'".formatted(aggregation.function()),
                        Names.suggestion(aggregation.function(), List.of("count", "avg", "sum", "max")),
                        OptionalInt.empty());
        };
    }

    @Override
    public void check(String text, List<ExpressionColumn> columns, ValueType declared) {
        int refused = text.indexOf("refused");
        if (refused >= 0) {
            throw new UnfitTransformException(
                    "There is no column 'refused'",
                    Names.suggestion(
                            "refused",
                            columns.stream().map(ExpressionColumn::name).toList()),
                    OptionalInt.of(refused));
        }
    }
}
