package dev.tandem.transform.aggregate;

import dev.tandem.transform.aggregate.EventValues.Side;
import dev.tandem.transform.aggregate.Extremes.End;
import dev.tandem.transform.aggregate.Sums.Outcome;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The functions that Tandem brings. */
record BuiltIn(String name, Set<String> parameters, Function<AggregateCall, Aggregator> binding)
        implements AggregateFunction {

    static final List<AggregateFunction> FUNCTIONS = List.of(
            of("count", call -> new Counts()),
            of("sum", call -> new Sums(Outcome.SUM, call)),
            of("avg", call -> new Sums(Outcome.MEAN, call)),
            of("stddev", call -> new Sums(Outcome.SAMPLE_DEVIATION, call)),
            of("min", call -> new Extremes(End.LEAST, call)),
            of("max", call -> new Extremes(End.GREATEST, call)),
            of("first", call -> EventValues.one(Side.EARLIEST, call)),
            of("last", call -> EventValues.one(Side.LATEST, call)),
            new BuiltIn("last_k", Set.of(EventValues.K), EventValues::latest),
            of("count_distinct", Distinct::new),
            new BuiltIn("approx_percentile", Set.of(Percentiles.PERCENTILE), Percentiles::new));

    private static AggregateFunction of(String name, Function<AggregateCall, Aggregator> binding) {
        return new BuiltIn(name, Set.of(), binding);
    }

    @Override
    public Aggregator bind(AggregateCall call) {
        return binding.apply(call);
    }
}
