package dev.tandem.server;

import dev.tandem.server.FeatureReads.Question;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes reads of features on Jetty's own interface, ahead of the pages that Javalin serves, under the same guard, limits and meters.
 *
 * <p><b>Why not by Javalin.</b> A read of one entity is a few microseconds of work of our own. A servlet's request takes several times as
 * much around it, and blocks a thread while Redis answers, so that a read wakes two threads more than it has to. Here the event loop that finds
 * a request on the network reads it, asks the store and goes on to the next; when the store's answer comes to the same loop, it writes it to the
 * network ({@link LoopConnector}). Only what takes long (many values, expressions, lists of features that were never asked for) is handed to the pool.
 *
 * <p><b>What must hold.</b> Nothing in {@link #handle} blocks, for the loop serves many connections, and brings answers of the store to them: everything else is handed to the
 * pool, to Javalin. {@code docs/performance.md} says what this gains.
 */
final class ReadRoutes extends Handler.Wrapper {
    private static final Logger LOG = LoggerFactory.getLogger(ReadRoutes.class);
    private static final HttpField JSON = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, Reply.JSON);
    /** The largest request that the network's thread takes apart itself, which takes it some 100 microseconds. */
    private static final int MOST_BYTES_IN_PLACE = 4 << 10;

    private final FeatureReads reads;
    private final Guard guard;
    private final Telemetry telemetry;
    private final ServerSettings.Limits limits;

    ReadRoutes(FeatureReads reads, Guard guard, Telemetry telemetry, ServerSettings.Limits limits) {
        this.reads = reads;
        this.guard = guard;
        this.telemetry = telemetry;
        this.limits = limits;
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Optional<Question> question = FeatureReads.find(Request.getPathInContext(request));
        if (question.isEmpty()) {
            pool(request).execute(() -> handOn(request, response, callback));
        } else if (HttpMethod.POST.is(request.getMethod())) {
            new Read(question.get(), request, response, callback).begin();
        } else {
            refuse(
                    request,
                    response,
                    Failures.reply(said(request), HttpError.of(405, "routing", "Method Not Allowed")),
                    callback);
        }
        return true;
    }

    private static Executor pool(Request request) {
        return request.getComponents().getExecutor();
    }

    private static String said(Request request) {
        return request.getMethod() + " " + Request.getPathInContext(request);
    }

    private void handOn(Request request, Response response, Callback callback) {
        try {
            if (!super.handle(request, response, callback)) {
                Response.writeError(request, response, callback, 404);
            }
        } catch (Exception e) { // whatever a handler throws has to become an answer
            Response.writeError(request, response, callback, e);
        }
    }

    /** A client that has not sent all of its body yet is told that the connection ends, lest it send the next request into it. */
    private static void refuse(Request request, Response response, Reply reply, Callback callback) {
        if (!request.consumeAvailable()) {
            response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
        }
        reply.headers().forEach(response.getHeaders()::put);
        send(response, reply.status(), ByteBuffer.wrap(reply.body().toByteArray()), callback);
    }

    private static void send(Response response, int status, ByteBuffer document, Callback callback) {
        response.setStatus(status);
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(JSON);
        headers.put(HttpHeader.CONTENT_LENGTH, document.remaining());
        response.write(true, document, callback);
    }

    /** One read, from its head to the last byte of its answer. One thread at a time works on it. */
    private final class Read extends Callback.Nested implements Invocable.Task {
        private final long start = System.nanoTime();
        private final Question question;
        private final Request request;
        private final Response response;
        private @Nullable RequestBody body;
        private @Nullable JsonBytes document;

        Read(Question question, Request request, Response response, Callback callback) {
            super(callback);
            this.question = question;
            this.request = request;
            this.response = response;
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }

        void begin() {
            telemetry.began();
            try {
                HttpFields headers = request.getHeaders();
                guard.admit(headers::get, question.route().access());
                body = RequestBody.expected(headers.get(HttpHeader.CONTENT_ENCODING), request.getLength(), limits);
            } catch (RuntimeException e) {
                fail(e);
                return;
            }
            run();
        }

        /** Takes what has arrived of the body, until it is whole or more has to be waited for. */
        @Override
        public void run() {
            RequestBody arriving = Objects.requireNonNull(body, "begin comes first");
            try {
                boolean whole = false;
                while (!whole) {
                    Content.Chunk chunk = request.read();
                    if (chunk == null) {
                        request.demand(this);
                        return;
                    }
                    if (Content.Chunk.isFailure(chunk)) {
                        throw new IOException(chunk.getFailure());
                    }
                    whole = chunk.isLast();
                    try {
                        arriving.add(chunk.getByteBuffer());
                    } finally {
                        chunk.release();
                    }
                }
            } catch (IOException | RuntimeException e) {
                fail(e);
                return;
            }
            byte[] bytes = arriving.bytes();
            if (bytes.length > MOST_BYTES_IN_PLACE) {
                pool(request).execute(() -> answer(bytes));
            } else {
                answer(bytes);
            }
        }

        private void answer(byte[] bytes) {
            try {
                var unused = reads.answer(question, bytes, pool(request)).whenComplete((answer, failure) -> {
                    if (failure == null) {
                        document = answer.document();
                        response.getHeaders().put(RequestId.HEADER, answer.requestId());
                        send(response, 200, document.toBuffer(), this);
                    } else {
                        fail(Failures.cause(failure));
                    }
                });
            } catch (RuntimeException e) {
                fail(e);
            }
        }

        private void fail(Throwable failure) {
            refuse(request, response, Failures.reply(said(request), failure), this);
        }

        @Override
        public void succeeded() {
            end();
            super.succeeded();
        }

        @Override
        public void failed(Throwable failure) {
            LOG.debug("{}: the client went away", said(request), failure);
            end();
            super.failed(failure);
        }

        private void end() {
            if (document != null) {
                reads.sent(document);
            }
            telemetry.request(question.route(), response.getStatus(), System.nanoTime() - start);
        }
    }
}
