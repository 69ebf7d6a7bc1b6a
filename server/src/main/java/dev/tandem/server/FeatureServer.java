package dev.tandem.server;

import dev.tandem.TandemException;
import dev.tandem.online.OnlineStore;
import dev.tandem.registry.Registry;
import dev.tandem.server.log.FeatureLog;
import io.javalin.Javalin;
import io.javalin.util.JavalinException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the features of one project over HTTP, from {@link #start} until {@link #close}. {@code docs/serving.md} says what can be asked.
 * Thread-safe.
 *
 * <p>A read passes through few hands: {@link ReadRoutes} receives it, {@link FeatureReads} takes it apart, a plan that was made when the registry state came into
 * force asks the online store once, and {@link ReadAnswer} writes the values from the stored bytes to the answer.
 */
public final class FeatureServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FeatureServer.class);

    private final Javalin http;
    private final List<Route> routes;
    private final Health health;
    private final List<Runnable> endings;
    private final int port;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param endings what to end, in this order, once no request is taken any more */
    private FeatureServer(Javalin http, List<Route> routes, Health health, List<Runnable> endings) {
        this.http = http;
        this.routes = routes;
        this.health = health;
        this.endings = endings;
        this.port = HttpFrame.port(http);
    }

    /**
     * Starts to serve; returns once requests are taken. A project of which nothing was applied yet can be served: reads answer 503 until
     * something is.
     *
     * @param settings where to listen and what to put up with
     * @param registry where definitions are kept; stays the caller's, to be closed after the server
     * @param store where the rows of {@code project} are kept; stays the caller's, to be closed after the server
     * @param project the name of the project
     * @param clock tells the age of rows and the time of pushes
     * @throws TandemException when the address cannot be listened on
     */
    public static FeatureServer start(
            ServerSettings settings, Registry registry, OnlineStore store, String project, InstantSource clock) {
        Telemetry telemetry = new Telemetry();
        ReadPath reads = new ReadPath(store, clock, telemetry, settings.limits());
        RegistryFigures figures = new RegistryFigures(registry, project, clock, telemetry);
        StateWatch watch = new StateWatch(registry, project, state -> ServedState.of(state, reads), telemetry, figures);
        Health health = new Health(watch, store, project);
        telemetry.show(health, watch, figures);
        Optional<FeatureLog> log = settings.log().map(it -> FeatureLog.open(it, telemetry.log()));
        List<Page> pages = Pages.of(
                new Pushes(
                        watch,
                        store,
                        settings.landing().map(folder -> new Landing(folder, clock)),
                        clock,
                        telemetry,
                        settings.limits()),
                new RegistryPages(registry, project, watch::inForce, settings.limits()),
                health,
                telemetry);
        List<Runnable> endings =
                List.of(watch::close, reads::close, () -> log.ifPresent(FeatureLog::close), telemetry::close);
        Javalin http = HttpFrame.create(
                settings, new FeatureReads(watch, reads, answerLog(log, watch), settings.limits()), pages, telemetry);
        try {
            watch.start(settings.registryPoll());
            http.start();
        } catch (JavalinException e) {
            endings.forEach(Runnable::run);
            throw new TandemException(
                    "The server cannot listen on %s port %d: %s. Stop what uses the port, or choose another (--server-port=7000, say)."
                            .formatted(settings.host(), settings.port(), rootMessage(e)),
                    e);
        }
        FeatureServer server = new FeatureServer(http, routes(pages), health, endings);
        LOG.info(
                "Serving project {} on http://{}:{}, {}",
                project,
                settings.host(),
                server.port(),
                watch.findInForce().map(ServedState::summary).orElse("nothing applied yet"));
        return server;
    }

    private static AnswerLog answerLog(Optional<FeatureLog> log, StateWatch watch) {
        return log.<AnswerLog>map(it -> (requestId, plan, asked, answer) ->
                        it.offer(requestId, plan, asked, answer, watch.materializedUntil()))
                .orElse(AnswerLog.NONE);
    }

    private static List<Route> routes(List<Page> pages) {
        return Stream.concat(FeatureReads.ROUTES.stream(), pages.stream().map(Page::route))
                .toList();
    }

    /** What can be asked. */
    List<Route> routes() {
        return routes;
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /** The port that is listened on. */
    public int port() {
        return port;
    }

    /**
     * Stops: takes no further request, lets those in flight finish within the shutdown grace, then lets go of the port. Returns when that
     * is done; calling it again does nothing.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        health.drain();
        try {
            http.stop();
            LOG.info("Stopped serving");
        } catch (JavalinException e) {
            LOG.warn("Stopped serving; requests that took longer than the shutdown grace were cut off", e);
        } finally {
            endings.forEach(Runnable::run);
        }
    }
}
