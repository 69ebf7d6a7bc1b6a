package dev.tandem.server;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Takes a request's body and gives an answer's, within the server's limits, for pages that Javalin serves. */
final class Exchange {
    private static final int PART_BYTES = 8 << 10;

    private Exchange() {}

    /**
     * Reads a whole body.
     *
     * @throws HttpError when it is too large, or does not come in time
     */
    static byte[] body(Context ctx, ServerSettings.Limits limits) throws IOException {
        RequestBody body =
                RequestBody.expected(ctx.header("Content-Encoding"), ctx.req().getContentLengthLong(), limits);
        byte[] part = new byte[PART_BYTES];
        InputStream in = ctx.req().getInputStream();
        for (int count = in.read(part); count >= 0; count = in.read(part)) {
            body.add(ByteBuffer.wrap(part, 0, count));
        }
        return body.bytes();
    }

    /** Tells a client that has not sent all of its body yet that the connection ends, lest it send the next request into it. */
    static void endUnlessRead(Context ctx) throws IOException {
        boolean hasBody = ctx.req().getContentLengthLong() > 0 || ctx.header("Transfer-Encoding") != null;
        if (hasBody && !ctx.req().getInputStream().isFinished()) {
            ctx.header("Connection", "close");
        }
    }

    /** Answers with a JSON document. */
    static void json(Context ctx, int status, ByteArrayOutputStream document) throws IOException {
        answer(ctx, status, Reply.JSON, document);
    }

    static void answer(Context ctx, int status, String contentType, ByteArrayOutputStream document) throws IOException {
        HttpServletResponse response = ctx.res();
        response.setStatus(status);
        response.setContentType(contentType);
        response.setContentLength(document.size());
        document.writeTo(response.getOutputStream());
    }
}
