package dev.tandem.online;

import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The connections of a store, each on a loop of its own. Whoever asks on one of these loops is answered on it. All share the threads that
 * tell the time. Thread-safe.
 */
final class RedisLinks implements AutoCloseable {
    private static final Duration SHUTDOWN = Duration.ofSeconds(2);

    private final EventLoops loops = EventLoops.shared();
    private final List<ClientResources> resources = new ArrayList<>();
    private final List<RedisLink> links = new ArrayList<>();

    private RedisLinks() {}

    /** Connects. Throws what the client library throws. */
    static RedisLinks open(RedisAddress address, OnlineSettings settings) {
        address.nodes().forEach(node -> node.setTimeout(settings.connectTimeout()));
        RedisLinks opened = new RedisLinks();
        try {
            int count = Math.min(settings.connections(), opened.loops.count());
            for (int i = 0; i < count; i++) {
                opened.add(address, settings, new OneLoop(opened.loops.loop(i)));
            }
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    private void add(RedisAddress address, OnlineSettings settings, OneLoop loop) {
        ClientResources own = resources.isEmpty()
                ? RedisLink.resources(settings, loop)
                : resources.get(0).mutate().eventLoopGroupProvider(loop).build();
        resources.add(own);
        links.add(RedisLink.open(address, settings, own));
    }

    /** The one that is always there. */
    RedisLink first() {
        return links.get(0);
    }

    /** The one on the calling thread, if that is a loop that has one; else one that is as good as any. */
    RedisLink nearest() {
        if (links.size() == 1) {
            return first();
        }
        int current = loops.current();
        return links.get(
                current >= 0 && current < links.size()
                        ? current
                        : (int) (Thread.currentThread().getId() % links.size()));
    }

    /** Closes all links first, since what they share ends with the first of their resources. */
    @Override
    public void close() {
        links.forEach(RedisLink::close);
        for (ClientResources each : resources) {
            each.shutdown(0, SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly(SHUTDOWN.toMillis());
        }
    }
}
