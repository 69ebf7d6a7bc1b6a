package dev.tandem.benchmarks.online;

import dev.tandem.TandemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Sends requests over connections that stay open and waits for the answers, at little cost of its own: requests were encoded before, and of
 * an answer only the status and the length are looked at. Used by one thread.
 *
 * <p><b>Closed loop</b>: each connection sends its next request when the answer to the one before is there, as fast as the server lets it.
 * That finds the server's capacity, and says nothing of latency.
 *
 * <p><b>Open loop</b>: requests are due at a constant rate, whatever the server does, and the time of each counts from the moment at which
 * it was due: what waits because the server (or this generator) is late counts as late. One thread sends, another receives.
 */
final class LoadGenerator implements AutoCloseable {
    private static final int CLOSED_CONNECTIONS = 32;
    private static final int OPEN_CONNECTIONS = 64;
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final long POLL_MILLIS = 200;
    private static final int DIGITS = 3;

    private final int port;
    private final HttpRequests requests;
    private final Selector selector;
    private final List<Connection> connections = new ArrayList<>();

    LoadGenerator(int port, HttpRequests requests) throws IOException {
        this.port = port;
        this.requests = requests;
        this.selector = Selector.open();
    }

    /** How many requests were answered, within which time. */
    record Answered(long count, double seconds) {}

    /** Keeps the server as busy as it can be, for about that time. */
    Answered closedLoop(long nanos) throws IOException {
        connect(CLOSED_CONNECTIONS);
        long start = System.nanoTime();
        for (Connection connection : connections) {
            connection.send(requests.next(), 0);
        }
        long answered = 0;
        int underWay = connections.size();
        while (underWay > 0) {
            requireAnswers(selector.select(LONGEST_NANOS / 1_000_000));
            for (SelectionKey key : selector.selectedKeys()) {
                Connection connection = (Connection) key.attachment();
                if (!connection.receive()) {
                    continue;
                }
                answered++;
                if (System.nanoTime() - start < nanos) {
                    connection.send(requests.next(), 0);
                } else {
                    underWay--;
                }
            }
            selector.selectedKeys().clear();
        }
        return new Answered(answered, (System.nanoTime() - start) / 1e9);
    }

    private static void requireAnswers(int ready) {
        if (ready == 0) {
            throw new TandemException("The server does not answer any more.");
        }
    }

    /** Sends requests at a constant rate for about that time. Returns how long each took, in nanoseconds from the moment it was due. */
    Histogram openLoop(double perSecond, long nanos) throws IOException, InterruptedException {
        connect(OPEN_CONNECTIONS);
        long count = Math.round(perSecond * nanos / 1e9);
        BlockingQueue<Connection> free = new ArrayBlockingQueue<>(OPEN_CONNECTIONS, false, connections);
        Receiver receiver = new Receiver(count, free);
        receiver.start();
        long start = System.nanoTime();
        for (long i = 0; i < count && receiver.isAlive(); i++) {
            long due = start + Math.round(i * 1e9 / perSecond);
            for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                LockSupport.parkNanos(due - now);
            }
            free.take().send(requests.next(), due);
        }
        receiver.join();
        return receiver.latencies();
    }

    private void connect(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            connections.add(Connection.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), selector));
        }
    }

    /** Takes the answers of an open loop. */
    private final class Receiver extends Thread {
        private final Histogram latencies = new Histogram(LONGEST_NANOS, DIGITS);
        private final long expected;
        private final BlockingQueue<Connection> free;
        private volatile IOException failure = new IOException("no answer came for too long");

        Receiver(long expected, BlockingQueue<Connection> free) {
            super("receiver");
            this.expected = expected;
            this.free = free;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                long silent = 0;
                while (latencies.getTotalCount() < expected && silent < LONGEST_NANOS / 1_000_000) {
                    silent = selector.select(POLL_MILLIS) == 0 ? silent + POLL_MILLIS : 0;
                    for (SelectionKey key : selector.selectedKeys()) {
                        Connection connection = (Connection) key.attachment();
                        if (connection.receive()) {
                            latencies.recordValue(Math.max(0, System.nanoTime() - connection.due()));
                            free.add(connection);
                        }
                    }
                    selector.selectedKeys().clear();
                }
            } catch (IOException e) {
                failure = e;
            }
        }

        Histogram latencies() throws IOException {
            if (latencies.getTotalCount() < expected) {
                throw failure;
            }
            return latencies;
        }
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            connection.close();
        }
        selector.close();
    }
}
