package dev.tandem.online;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A port that forwards to another, until the network between is lost: then open connections stay open and carry nothing more. */
final class ForwardingPort implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final AtomicInteger broken = new AtomicInteger();

    private ForwardingPort(int target) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.target = target;
    }

    static ForwardingPort to(int target) throws IOException {
        ForwardingPort port = new ForwardingPort(target);
        daemon(port::accept);
        return port;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Loses whatever the connections that are open now would carry from here on. New connections work. */
    void loseConnections() {
        connections.forEach(connection -> connection.lost = true);
    }

    /** Breaks the next connections as soon as they are made. */
    void breakNext(int connections) {
        broken.set(connections);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                if (broken.get() > 0) {
                    broken.decrementAndGet();
                    client.close();
                    continue;
                }
                Connection connection = new Connection(client, new Socket(InetAddress.getLoopbackAddress(), target));
                connections.add(connection);
                daemon(() -> connection.pump(connection.client, connection.server));
                daemon(() -> connection.pump(connection.server, connection.client));
            }
        } catch (IOException closed) {
            connections.forEach(Connection::close);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "forwarding port");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private static final class Connection {
        private final Socket client;
        private final Socket server;
        private volatile boolean lost;

        Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void pump(Socket from, Socket to) {
            byte[] bytes = new byte[8192];
            try {
                for (int count = from.getInputStream().read(bytes);
                        count >= 0;
                        count = from.getInputStream().read(bytes)) {
                    if (!lost) {
                        to.getOutputStream().write(bytes, 0, count);
                    }
                }
            } catch (IOException broken) {
                // ends as any other connection does
            }
            if (!lost) {
                close();
            }
        }

        void close() {
            try (client;
                    server) {
                lost = true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
