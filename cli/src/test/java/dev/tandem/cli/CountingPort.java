package dev.tandem.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A port that forwards to another and counts what goes there. Before the byte that is one too many it lets something happen, once. When
 * nobody listens at the other end, its connections end as they would without it.
 */
final class CountingPort implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final long limit;
    private final Runnable event;
    private long forwarded;
    private boolean happened;

    private CountingPort(int target, long limit, Runnable event) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.target = target;
        this.limit = limit;
        this.event = event;
    }

    static CountingPort to(int target, long limit, Runnable event) throws IOException {
        CountingPort port = new CountingPort(target, limit, event);
        daemon(port::accept);
        return port;
    }

    int port() {
        return listener.getLocalPort();
    }

    synchronized long forwarded() {
        return forwarded;
    }

    private synchronized void count(int bytes) {
        forwarded += bytes;
        if (forwarded > limit && !happened) {
            happened = true;
            event.run();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                forward(listener.accept());
            } catch (IOException closed) {
                // the loop ends
            }
        }
    }

    private void forward(Socket client) throws IOException {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            daemon(() -> pump(client, server, true));
            daemon(() -> pump(server, client, false));
        } catch (IOException nobodyListens) {
            client.close();
        }
    }

    private void pump(Socket from, Socket to, boolean counted) {
        byte[] bytes = new byte[4096];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                if (counted) {
                    count(read);
                }
                out.write(bytes, 0, read);
            }
        } catch (IOException broken) {
            // both ends are closed by now
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "counting port");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
