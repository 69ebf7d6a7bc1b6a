package dev.tandem.transform;

import dev.tandem.definition.Derivation.Aggregation;
import dev.tandem.definition.Transforms;
import dev.tandem.definition.ValueType;
import dev.tandem.transform.aggregate.AggregateFunctions;
import dev.tandem.transform.expression.ExpressionProgram;
import java.util.List;
import java.util.Optional;

/** Answers what definitions ask, by what training and serving compute with. Found by its name, so it is public; thread-safe. */
public final class InstalledTransforms implements Transforms {

    @Override
    public ValueType resultType(Aggregation aggregation, Optional<ValueType> column) {
        return AggregateFunctions.installed()
                .bind(aggregation.function(), column, aggregation.parameters())
                .resultType();
    }

    @Override
    public void check(String text, List<ExpressionColumn> columns, ValueType declared) {
        ExpressionProgram.check(text, columns, declared);
    }
}
