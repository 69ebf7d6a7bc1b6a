package dev.tandem.benchmarks.online;

import dev.tandem.TandemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Starts one of the servers that Tandem's stands beside, in a process of its own: {@code KIND PORT}, and a file with the answer or the URL of Redis. */
public final class YardstickServer {
    static final String JAVALIN = "javalin";
    static final String JETTY = "jetty";
    static final String NETTY = "netty";
    static final String PLAIN = "plain";

    private YardstickServer() {}

    /** Serves until the process is ended. */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[1]);
        String what = arguments[2];
        switch (arguments[0]) {
            case JAVALIN -> ConstantServers.serveJavalin(port, Files.readAllBytes(Path.of(what)));
            case JETTY -> ConstantServers.serveJetty(port, Files.readAllBytes(Path.of(what)));
            case NETTY -> ConstantServers.serveNetty(port, Files.readAllBytes(Path.of(what)));
            case PLAIN -> Plain.serve(port, what);
            default -> throw new TandemException("There is no yardstick '%s'".formatted(arguments[0]));
        }
    }
}
