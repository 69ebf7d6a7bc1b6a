package dev.tandem.benchmarks.online;

import dev.tandem.TandemException;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection of a load generator, on which one request is under way at a time. Sent on by one thread, received on by the same or another. */
final class Connection implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final String OK = "HTTP/1.1 200";
    private static final String LENGTH = "content-length:";
    private static final int HEAD_UNKNOWN = -1;

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private long bodyLeft = HEAD_UNKNOWN;
    private volatile long due;

    private Connection(SocketChannel channel) {
        this.channel = channel;
    }

    static Connection open(InetSocketAddress address, Selector selector) throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        Connection connection = new Connection(channel);
        channel.register(selector, SelectionKey.OP_READ, connection);
        return connection;
    }

    /** Sends a request that was due at a moment. */
    void send(ByteBuffer request, long wasDue) throws IOException {
        due = wasDue;
        while (request.hasRemaining()) {
            channel.write(request);
        }
    }

    long due() {
        return due;
    }

    /** Takes what has arrived; tells whether the answer is complete with it. */
    boolean receive() throws IOException {
        if (channel.read(in) < 0) {
            throw new EOFException("the server closed a connection");
        }
        if (bodyLeft == HEAD_UNKNOWN) {
            int headEnd = headEnd();
            if (headEnd < 0) {
                return false;
            }
            bodyLeft = bodyLength(headEnd) + headEnd;
        }
        bodyLeft -= in.position();
        in.clear();
        if (bodyLeft > 0) {
            return false;
        }
        bodyLeft = HEAD_UNKNOWN;
        return true;
    }

    /** Where the body begins, or -1. */
    private int headEnd() {
        for (int i = 3; i < in.position(); i++) {
            if (in.get(i) == '\n' && in.get(i - 1) == '\r' && in.get(i - 2) == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    private long bodyLength(int headEnd) {
        byte[] bytes = new byte[headEnd];
        in.get(0, bytes);
        String head = new String(bytes, StandardCharsets.ISO_8859_1);
        int length = head.toLowerCase(Locale.ROOT).indexOf(LENGTH);
        if (!head.startsWith(OK) || length < 0) {
            throw new TandemException("The server answered:\n" + head);
        }
        int start = length + LENGTH.length();
        return Long.parseLong(head.substring(start, head.indexOf('\r', start)).strip());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
