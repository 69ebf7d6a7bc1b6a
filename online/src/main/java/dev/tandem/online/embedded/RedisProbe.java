package dev.tandem.online.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Finds out who listens on a port of this machine, by a few words of Redis's protocol. */
final class RedisProbe {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int PATIENCE_MILLIS = 1_000;

    private RedisProbe() {}

    /** Who listens on a port. */
    enum Answer {
        /** Nobody. */
        NOBODY,
        /** A Redis that knows our password, and serves. */
        OURS,
        /** A Redis that knows our password, and is still reading its data. */
        OURS_BUT_LOADING,
        /** Somebody else. */
        STRANGER,
        /** Somebody who does not answer: a stopped server, or a stranger who waits for us to go on. */
        SILENT
    }

    /** A port of the address that every form of the server listens on, whichever the machine prefers for itself. */
    static InetSocketAddress loopback(int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port);
    }

    static Answer ask(int port, String password) {
        try (Socket socket = connected(port)) {
            send(socket, "AUTH " + password + "\r\nPING\r\n");
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            if (!"+OK".equals(in.readLine())) {
                return Answer.STRANGER;
            }
            @Nullable String pong = in.readLine();
            if ("+PONG".equals(pong)) {
                return Answer.OURS;
            }
            return pong != null && pong.startsWith("-LOADING") ? Answer.OURS_BUT_LOADING : Answer.STRANGER;
        } catch (SocketTimeoutException e) {
            return Answer.SILENT;
        } catch (ConnectException e) {
            return Answer.NOBODY;
        } catch (IOException e) {
            return Answer.STRANGER;
        }
    }

    /** Asks our server to end. */
    static void shutDown(int port, String password) throws IOException {
        try (Socket socket = connected(port)) {
            send(socket, "AUTH " + password + "\r\nSHUTDOWN\r\n");
            socket.getInputStream().readAllBytes();
        }
    }

    private static Socket connected(int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(loopback(port), PATIENCE_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static void send(Socket socket, String commands) throws IOException {
        socket.getOutputStream().write(commands.getBytes(StandardCharsets.US_ASCII));
    }
}
