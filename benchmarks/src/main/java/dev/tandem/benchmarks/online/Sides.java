package dev.tandem.benchmarks.online;

import dev.tandem.benchmarks.RedisProcess;
import dev.tandem.benchmarks.Setting;

/**
 * The two servers that answer the same, over the same customers.
 *
 * @param tandem Tandem's
 * @param rows what it reads
 * @param plain the plain approach
 * @param hashes what that reads
 * @param customers how many there are
 */
record Sides(Serving tandem, RedisProcess rows, Serving plain, RedisProcess hashes, long customers) {
    static final String TANDEM = "Tandem";
    static final String PLAIN = "the plain approach";

    private static final int WARM_UP_RUNS = 15;
    private static final double LONGEST_RUN = 2e9;
    private static final double SHORTEST_RUN = 4e8;

    Load ofTandem(String name, int entities, Setting setting) {
        return new Load(name, tandem, rows, entities, HttpRequests.of(entities, customers), runNanos(setting));
    }

    Load ofPlain(String name, int entities, Setting setting) {
        return new Load(name, plain, hashes, entities, HttpRequests.of(entities, customers), runNanos(setting));
    }

    Load ofConstant(String name, Serving server, Setting setting) {
        return new Load(name, server, null, 1, HttpRequests.of(1, customers), runNanos(setting));
    }

    /** Lets a server's compilers see the work before it is measured. */
    static void warmUp(Load load) throws Exception {
        for (int i = 0; i < WARM_UP_RUNS; i++) {
            load.closed().run();
        }
    }

    /** How long one contestant runs: shorter where a small scale asks for a quick look. */
    static long runNanos(Setting setting) {
        return Math.round(Math.max(SHORTEST_RUN, Math.min(1, setting.scale()) * LONGEST_RUN));
    }
}
