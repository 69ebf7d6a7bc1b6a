package dev.tandem.server;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server around the routes: threads, limits, who is let in, what becomes of failures, and how it stops. Answers are not
 * compressed: callers stand near, and time counts more than bytes.
 */
final class HttpFrame {
    private static final Logger LOG = LoggerFactory.getLogger(HttpFrame.class);
    private static final int FEWEST_THREADS = 4;
    private static final int THREAD_IDLE_MILLIS = 60_000;
    private static final int MOST_WAITING_CONNECTIONS = 1_024;
    private static final int HEADER_BYTES = 8 << 10;

    private HttpFrame() {}

    /** A server of reads and pages, not started yet. */
    static Javalin create(ServerSettings settings, FeatureReads reads, List<Page> pages, Telemetry telemetry) {
        return Javalin.create(config -> {
            Guard guard = new Guard(settings);
            configure(config, settings, new ReadRoutes(reads, guard, telemetry, settings.limits()));
            for (Page page : pages) {
                config.routes.addHttpHandler(
                        page.route().method(), page.route().path(), ctx -> serve(ctx, page, guard, telemetry));
            }
            config.routes.exception(HttpResponseException.class, (failure, ctx) -> answerUnrouted(ctx, failure));
        });
    }

    private static void configure(JavalinConfig config, ServerSettings settings, ReadRoutes reads) {
        ServerSettings.Limits limits = settings.limits();
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.prefer405over404 = true;
        QueuedThreadPool threads = new QueuedThreadPool(limits.threads(), FEWEST_THREADS, THREAD_IDLE_MILLIS);
        threads.setName("tandem-http");
        config.jetty.threadPool = threads;
        config.jetty.modifyServer(server -> {
            server.insertHandler(reads);
            server.insertHandler(new GracefulHandler());
            server.setStopTimeout(limits.shutdownGrace().toMillis());
        });
        config.jetty.modifyHttpConfiguration(http -> {
            http.setRequestHeaderSize(HEADER_BYTES);
            http.setSendDateHeader(false);
        });
        config.jetty.addConnector((server, http) -> connector(server, threads, http, settings));
    }

    private static LoopConnector connector(
            Server server, QueuedThreadPool threads, HttpConfiguration http, ServerSettings settings) {
        LoopConnector connector = new LoopConnector(server, new NextRequest(threads), http, MOST_WAITING_CONNECTIONS);
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(settings.limits().clientTimeout().toMillis());
        return connector;
    }

    /** The port that a started server listens on. */
    static int port(Javalin http) {
        return ((NetworkConnector) http.jettyServer().server().getConnectors()[0]).getLocalPort();
    }

    private static void serve(Context ctx, Page page, Guard guard, Telemetry telemetry) throws IOException {
        long start = System.nanoTime();
        telemetry.began();
        try {
            guard.admit(ctx::header, page.route().access());
            page.handler().handle(ctx);
        } catch (Exception e) { // whatever a handler throws has to become an answer
            Failures.answer(ctx, e);
        } finally {
            long nanos = System.nanoTime() - start;
            int status = ctx.res().getStatus();
            telemetry.request(page.route(), status, nanos);
            LOG.debug("{} {} {} in {} us", ctx.method(), ctx.path(), status, nanos / 1_000);
        }
    }

    private static void answerUnrouted(Context ctx, HttpResponseException failure) {
        try {
            Failures.answer(ctx, failure);
        } catch (IOException clientWentAway) {
            LOG.debug("{} {}: the client went away", ctx.method(), ctx.path(), clientWentAway);
        }
    }
}
