package dev.tandem.cli.parity;

import dev.tandem.registry.RegistryState;
import java.util.function.UnaryOperator;

/**
 * What is done to one side on purpose, so that the kit has something to find.
 *
 * @param what it is, for messages
 * @param trainedBy the definitions that training goes by, made of the true ones
 * @param servedBy the definitions that reading goes by, made of the true ones
 * @param served the road of serving, made of the true one
 */
record Tampering(
        String what,
        UnaryOperator<RegistryState> trainedBy,
        UnaryOperator<RegistryState> servedBy,
        UnaryOperator<Road> served) {

    /** Trains by other definitions. */
    static Tampering trainedBy(String what, UnaryOperator<RegistryState> definitions) {
        return new Tampering(what, definitions, UnaryOperator.identity(), UnaryOperator.identity());
    }

    /** Reads by other definitions. */
    static Tampering servedBy(String what, UnaryOperator<RegistryState> definitions) {
        return new Tampering(what, UnaryOperator.identity(), definitions, UnaryOperator.identity());
    }

    /** Reads, or tells what was read, otherwise. */
    static Tampering served(String what, UnaryOperator<Road> road) {
        return new Tampering(what, UnaryOperator.identity(), UnaryOperator.identity(), road);
    }
}
