package dev.tandem.benchmarks.online;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.TandemException;
import dev.tandem.benchmarks.Line;
import dev.tandem.benchmarks.RedisProcess;
import dev.tandem.benchmarks.Setting;
import dev.tandem.benchmarks.Spread;
import dev.tandem.benchmarks.Suite;
import dev.tandem.benchmarks.Target;
import dev.tandem.registry.RegistryState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Features of one to five hundred entities over HTTP, from a store of a million. */
public final class OnlineSuite implements Suite {
    private static final long CUSTOMERS = 1_000_000;
    private static final int ANSWERS_COMPARED = 50;
    private static final String SINGLE = "single";
    private static final String BATCHES = "batches";
    private static final String LOG = "log";
    private static final String MEMORY = "memory";

    @Override
    public String name() {
        return "online";
    }

    @Override
    public String description() {
        return "50 features of 1 to 500 entities over HTTP: throughput, latency, processor time, allocation; memory in Redis";
    }

    @Override
    public List<String> parts() {
        return List.of(SINGLE, BATCHES, LOG, MEMORY);
    }

    @Override
    public void run(Setting setting, Findings findings) throws Exception {
        long customers = setting.scaled(CUSTOMERS);
        Path folder = Files.createDirectories(setting.data().resolve("customers-" + customers));
        RegistryState state = Filling.project(setting.home(), folder.resolve("project"));
        try (RedisProcess rows = RedisProcess.start(folder.resolve("rows"));
                RedisProcess hashes = RedisProcess.start(folder.resolve("hashes"))) {
            setting.progress().accept("filling both stores with %d customers".formatted(customers));
            Filling.fillTandem(rows, state, customers);
            Filling.fillPlain(hashes, customers);
            if (setting.includes(SINGLE) || setting.includes(BATCHES)) {
                besideThePlainApproach(setting, findings, folder, state, rows, hashes);
            }
            if (setting.includes(LOG)) {
                findings.add(LOG, new LoggedReads(setting, folder.resolve("project"), rows, customers).lines());
            }
            if (setting.includes(MEMORY)) {
                findings.add(MEMORY, List.of(memory(rows, hashes, customers)));
            }
        }
    }

    private static void besideThePlainApproach(
            Setting setting,
            Findings findings,
            Path folder,
            RegistryState state,
            RedisProcess rows,
            RedisProcess hashes)
            throws Exception {
        long customers = setting.scaled(CUSTOMERS);
        try (Serving tandem = Serving.tandem(setting.home(), folder.resolve("project"), rows);
                Serving plain = tandem.yardstick(folder, YardstickServer.PLAIN, hashes.uri())) {
            for (int entities : Batches.SIZES) {
                requireEqualAnswers(HttpRequests.of(entities, customers), tandem, plain);
            }
            Sides sides = new Sides(tandem, rows, plain, hashes, customers);
            if (setting.includes(SINGLE)) {
                findings.add(SINGLE, new SingleReads(setting, folder, sides).lines());
            }
            if (setting.includes(BATCHES)) {
                findings.add(BATCHES, new Batches(setting, folder, sides, state).lines());
            }
        }
    }

    private static void requireEqualAnswers(HttpRequests requests, Serving tandem, Serving plain)
            throws IOException, InterruptedException {
        ObjectMapper json = new ObjectMapper();
        for (String body : requests.sample(ANSWERS_COMPARED)) {
            JsonNode ours = json.readTree(HttpRequests.answer(tandem.port(), body));
            JsonNode theirs = json.readTree(HttpRequests.answer(plain.port(), body));
            if (!ours.equals(theirs)) {
                throw new TandemException("Tandem and the plain approach do not answer the same to %s:%n%s%n%s"
                        .formatted(body, ours, theirs));
            }
        }
    }

    private static Line memory(RedisProcess rows, RedisProcess hashes, long customers) {
        double perEntity = (double) rows.dataBytes() / customers;
        double perHash = (double) hashes.dataBytes() / customers;
        return new Line(
                "Redis memory per entity of 50 features",
                Spread.of(List.of(perEntity)),
                "bytes",
                "a hash field per feature",
                Spread.of(List.of(perEntity / perHash)),
                Target.atMost(0.45));
    }
}
