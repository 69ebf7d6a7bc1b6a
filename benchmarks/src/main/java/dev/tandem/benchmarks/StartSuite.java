package dev.tandem.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How soon commands are done and a server is ready, and what memory it holds when nobody asks. */
final class StartSuite implements Suite {
    private static final Measure RESIDENT = new Measure("resident memory", "MB");
    private static final double MEGABYTE = 1 << 20;
    private static final long IDLE_MILLIS = 3000;

    private static final String BARE = "a Java program that does nothing";
    private static final String HELP = "tandem --help";
    private static final String LIST = "tandem list";
    private static final String SERVE = "tandem serve";

    /** Beside the service of the project that 'tandem init' writes: one of a single view, and one that computes. */
    private static final String TWO_MORE_SERVICES = """
            on_demand:
              spending:
                inputs: [orders:orders_30d]
                request: {rate: FLOAT64}
                features:
                  converted: {type: FLOAT64, expression: "coalesce(orders_30d * rate, 0.0D)"}
            services:
              order_history: {features: [orders]}
              spending_abroad: {features: [orders, spending]}
            """;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String description() {
        return "time to the end of short commands, time to a ready server of three services, memory at rest";
    }

    @Override
    public void run(Setting setting, Findings findings) throws Exception {
        findings.add(name(), lines(setting));
    }

    private static List<Line> lines(Setting setting) throws Exception {
        Path project = project(setting);
        Race commands = Race.run(
                List.of(
                        new Command(BARE, setting.data(), bareJava()),
                        new Command(HELP, project, Program.tandem(setting.home(), "--help")),
                        new Command(LIST, project, Program.tandem(setting.home(), "list"))),
                setting.rounds(),
                setting.progress());
        Race servers = Race.run(List.of(new Server(setting.home(), project)), setting.rounds(), setting.progress());
        List<Line> lines = new ArrayList<>();
        lines.add(Line.alone(HELP, commands.of(HELP, Measure.SECONDS), "s", Target.atMost(0.5)));
        lines.add(Line.alone(LIST, commands.of(LIST, Measure.SECONDS), "s", Target.atMost(1.0)));
        lines.add(Line.compared(HELP + ", processor time", commands, Measure.CPU_SECONDS, HELP, BARE, null));
        lines.add(Line.alone(
                "start of a server with three services to ready",
                servers.of(SERVE, Measure.SECONDS),
                "s",
                Target.atMost(2.5)));
        lines.add(Line.alone(
                "memory of that server at rest", servers.of(SERVE, RESIDENT), RESIDENT.unit(), Target.atMost(300)));
        return lines;
    }

    private static Path project(Setting setting) throws IOException, InterruptedException {
        Path project = setting.data().resolve("project");
        if (Files.exists(project)) {
            return project;
        }
        Files.createDirectories(setting.data());
        Path log = setting.data().resolve("project.log");
        Program.run(setting.data(), log, Program.tandem(setting.home(), "init", project.toString()));
        Files.writeString(project.resolve("features/more.yaml"), TWO_MORE_SERVICES);
        Program.run(project, log, Program.tandem(setting.home(), "apply"));
        Program.run(project, log, Program.tandem(setting.home(), "materialize"));
        return project;
    }

    /** The least that any Java program takes: the version that the virtual machine prints of itself, loading nothing else. */
    private static List<String> bareJava() {
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto", "-version");
    }

    /** A command, from its start to its end. */
    private record Command(String name, Path folder, List<String> words) implements Contestant {
        @Override
        public Map<Measure, Double> run() throws Exception {
            double before = ProcessCost.ofEndedChildren();
            long start = System.nanoTime();
            Program.run(folder, folder.resolve("command.log"), words);
            double seconds = (System.nanoTime() - start) / 1e9;
            return Map.of(Measure.SECONDS, seconds, Measure.CPU_SECONDS, ProcessCost.ofEndedChildren() - before);
        }
    }

    /** A server, from its start until it is ready, and then left alone for a while. */
    private record Server(Path home, Path project) implements Contestant {
        @Override
        public String name() {
            return SERVE;
        }

        @Override
        public Map<Measure, Double> run() throws Exception {
            int port = Program.freePort();
            long start = System.nanoTime();
            try (Program server = Program.start(
                    project, project.resolve("server.log"), Program.tandem(home, "serve", "--server-port=" + port))) {
                server.awaitPage(URI.create("http://127.0.0.1:" + port + "/ready"));
                double seconds = (System.nanoTime() - start) / 1e9;
                Thread.sleep(IDLE_MILLIS);
                return Map.of(Measure.SECONDS, seconds, RESIDENT, server.cost().residentBytes() / MEGABYTE);
            }
        }
    }
}
