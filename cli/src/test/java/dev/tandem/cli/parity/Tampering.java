package dev.tandem.cli.parity;

import dev.tandem.registry.RegistryState;
import java.util.function.UnaryOperator;

/**
 * What is done to the side of serving on purpose, so that the kit has something to find.
 *
 * @param what it is, for messages
 * @param state the definitions that reading goes by, made of the true ones
 * @param road the road of serving, made of the true one
 */
record Tampering(String what, UnaryOperator<RegistryState> state, UnaryOperator<Road> road) {

    /** Reads by other definitions. */
    static Tampering withState(String what, UnaryOperator<RegistryState> state) {
        return new Tampering(what, state, UnaryOperator.identity());
    }

    /** Reads, or tells what was read, otherwise. */
    static Tampering withRoad(String what, UnaryOperator<Road> road) {
        return new Tampering(what, UnaryOperator.identity(), road);
    }
}
