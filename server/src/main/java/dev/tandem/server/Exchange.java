package dev.tandem.server;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;

/** Takes a request's body and gives an answer's, within the server's limits and straight from and to the connection. */
final class Exchange {
    private static final int FIRST_BYTES = 4 << 10;
    private static final String JSON = "application/json";

    private Exchange() {}

    /**
     * Reads a whole body.
     *
     * @throws HttpError when it is too large, or does not come in time
     */
    static byte[] body(Context ctx, ServerSettings.Limits limits) throws IOException {
        String encoding = ctx.header("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw HttpError.of(
                    415, "unsupported", "The body is encoded with %s. Send it as it is.".formatted(encoding));
        }
        long declared = ctx.req().getContentLengthLong();
        if (declared > limits.bodyBytes()) {
            throw tooLarge(limits);
        }
        long deadline = System.nanoTime() + limits.clientTimeout().toNanos();
        byte[] bytes = new byte[declared < 0 ? FIRST_BYTES : (int) declared + 1];
        int size = 0;
        InputStream in = ctx.req().getInputStream();
        for (int count = in.read(bytes, size, bytes.length - size);
                count >= 0;
                count = in.read(bytes, size, bytes.length - size)) {
            size += count;
            if (size > limits.bodyBytes()) {
                throw tooLarge(limits);
            }
            if (System.nanoTime() - deadline > 0) {
                throw HttpError.timedOut("The body did not arrive within %s.".formatted(text(limits.clientTimeout())));
            }
            if (size == bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.min(size * 2, limits.bodyBytes() + 1));
            }
        }
        return Arrays.copyOf(bytes, size);
    }

    private static HttpError tooLarge(ServerSettings.Limits limits) {
        return HttpError.tooLarge(
                "The body is larger than %d bytes. Split the request, or raise the server's limit of body bytes."
                        .formatted(limits.bodyBytes()),
                "body");
    }

    static String text(Duration duration) {
        return duration.toMillis() + " ms";
    }

    /** Answers with a JSON document. */
    static void json(Context ctx, int status, ByteArrayOutputStream document) throws IOException {
        answer(ctx, status, JSON, document);
    }

    static void answer(Context ctx, int status, String contentType, ByteArrayOutputStream document) throws IOException {
        HttpServletResponse response = ctx.res();
        response.setStatus(status);
        response.setContentType(contentType);
        response.setContentLength(document.size());
        document.writeTo(response.getOutputStream());
    }
}
