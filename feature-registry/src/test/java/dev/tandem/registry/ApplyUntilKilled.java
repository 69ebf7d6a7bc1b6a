package dev.tandem.registry;

import static dev.tandem.registry.SampleDefinitions.edited;

import dev.tandem.definition.Definitions;
import java.time.InstantSource;

/** A program that applies one change after another until somebody kills it. */
final class ApplyUntilKilled {
    private ApplyUntilKilled() {}

    public static void main(String[] arguments) {
        Registry registry = Registry.open(arguments[0], InstantSource.system());
        System.out.println("open");
        for (int i = 0; ; i++) {
            registry.apply(registry.plan(definitions(i)), "process " + arguments[1]);
        }
    }

    /** Each differs from the one before in a way that begins a new generation of a view. */
    static Definitions definitions(int i) {
        return edited("data/weather.parquet", "data/weather_%d.parquet".formatted(i % 2));
    }
}
