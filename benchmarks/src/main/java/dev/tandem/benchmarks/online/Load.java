package dev.tandem.benchmarks.online;

import dev.tandem.benchmarks.Contestant;
import dev.tandem.benchmarks.Measure;
import dev.tandem.benchmarks.ProcessCost;
import dev.tandem.benchmarks.RedisProcess;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one server: as many as it takes, or so many a second.
 *
 * @param name of the contestant
 * @param server that is asked
 * @param redis that it reads, or null
 * @param entities in each request
 * @param requests to send
 * @param nanos how long to send
 */
record Load(
        String name, Serving server, @Nullable RedisProcess redis, int entities, HttpRequests requests, long nanos) {
    static final Measure ROWS = new Measure("rows", "rows/s");
    static final Measure SERVER_CPU = new Measure("processor time of the server", "µs/request");
    static final Measure REDIS_CPU = new Measure("processor time of Redis", "µs/request");
    static final Measure CLIENT_CPU = new Measure("processor time of the client", "µs/request");
    static final Measure ALLOCATED = new Measure("allocation", "bytes/request");
    static final Measure P50 = new Measure("p50", "µs");
    static final Measure P95 = new Measure("p95", "µs");
    static final Measure P99 = new Measure("p99", "µs");
    static final Measure P999 = new Measure("p99.9", "µs");

    private static final double MICROS = 1e6;
    private static final double NANOS_PER_MICRO = 1e3;

    /** As many requests as the server takes. */
    Contestant closed() {
        return new Named(name, this::saturate);
    }

    /** Requests at a constant rate, as a contestant of a name of its own. */
    Contestant open(String contestant, double perSecond) {
        return new Named(contestant, () -> pace(perSecond));
    }

    /** A contestant that is its name and its work. */
    private record Named(String name, Work work) implements Contestant {
        /** What it does. */
        private interface Work {
            Map<Measure, Double> run() throws Exception;
        }

        @Override
        public Map<Measure, Double> run() throws Exception {
            return work.run();
        }
    }

    private Map<Measure, Double> saturate() throws Exception {
        try (LoadGenerator generator = new LoadGenerator(server.port(), requests)) {
            long allocated = server.allocatedBytes();
            ProcessCost serverBefore = server.cost();
            ProcessCost redisBefore = redisCost();
            ProcessCost clientBefore = ProcessCost.ofThisProcess();
            LoadGenerator.Answered answered = generator.closedLoop(nanos);
            double count = answered.count();
            double clientCpu = ProcessCost.ofThisProcess().since(clientBefore).cpuSeconds();
            double redisCpu = redisCost().since(redisBefore).cpuSeconds();
            double serverCpu = server.cost().since(serverBefore).cpuSeconds();
            return Map.of(
                    Measure.PER_SECOND,
                    count / answered.seconds(),
                    ROWS,
                    count * entities / answered.seconds(),
                    SERVER_CPU,
                    serverCpu / count * MICROS,
                    REDIS_CPU,
                    redisCpu / count * MICROS,
                    CLIENT_CPU,
                    clientCpu / count * MICROS,
                    ALLOCATED,
                    (server.allocatedBytes() - allocated) / count);
        }
    }

    private ProcessCost redisCost() {
        return redis == null ? new ProcessCost(0, 0) : redis.cost();
    }

    private Map<Measure, Double> pace(double perSecond) throws Exception {
        try (LoadGenerator generator = new LoadGenerator(server.port(), requests)) {
            ProcessCost before = server.cost();
            Histogram latencies = generator.openLoop(perSecond, nanos);
            double serverCpu = server.cost().since(before).cpuSeconds();
            return Map.of(
                    SERVER_CPU, serverCpu / latencies.getTotalCount() * MICROS,
                    P50, micros(latencies, 50),
                    P95, micros(latencies, 95),
                    P99, micros(latencies, 99),
                    P999, micros(latencies, 99.9));
        }
    }

    private static double micros(Histogram latencies, double percentile) {
        return latencies.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
    }
}
