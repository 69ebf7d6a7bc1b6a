package dev.tandem.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A connection as Jetty sees it, over a channel of Netty, for {@link LoopConnector}.
 *
 * <p><b>Reading.</b> What arrives is kept until Jetty takes it, whichever thread that does; when Jetty waits, it is told on the loop, or by
 * the pool if what it would do then may block. A client that sends faster than it is read is not read from until there is room again.
 *
 * <p><b>Writing.</b> Bytes are copied for the channel, as much as it takes now, so Jetty may use its memory again at once; what the channel has taken it sends in order, also before it
 * is closed. When it is full Jetty waits until it is not.
 *
 * <p>Methods that name no thread may be called from any.
 */
final class ChannelEndPoint extends AbstractEndPoint {
    /** The most bytes that wait for Jetty before the channel is not read any more, and that are given to the channel at once. */
    private static final int MOST_BYTES = 64 << 10;

    /** Large answers took less time in its memory than in that of the channel's own allocator. */
    private static final ByteBufAllocator MEMORY = PooledByteBufAllocator.DEFAULT;

    private final LoopConnector connector;
    private final Channel channel;
    private final Executor pool;
    private final Queue<ByteBuf> arrived = new ArrayDeque<>();
    private int arrivedBytes;
    private boolean inputEnded;
    private boolean released;
    /** Whether bytes are on their way from another thread to the loop. */
    private volatile boolean underWay;

    /** @param pool for what may block */
    ChannelEndPoint(LoopConnector connector, Channel channel, Executor pool, Scheduler scheduler) {
        super(scheduler);
        this.connector = connector;
        this.channel = channel;
        this.pool = pool;
    }

    @Override
    public Object getTransport() {
        return channel;
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        return channel.localAddress();
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        return channel.remoteAddress();
    }

    /** Takes bytes that came, on the loop. */
    void arrive(ByteBuf bytes) {
        synchronized (arrived) {
            if (released) {
                bytes.release();
                return;
            }
            arrived.add(bytes);
            arrivedBytes += bytes.readableBytes();
            // Within the lock, lest a thread that has just made room lets the channel be read before it is told not to
            // be.
            if (arrivedBytes >= MOST_BYTES) {
                channel.config().setAutoRead(false);
            }
        }
    }

    /** Tells Jetty, if it waits, that there is something to take, on the loop. */
    void arrivedSome() {
        if (getFillInterest().isInterested()) {
            run(getFillInterest().getCallbackInvocationType(), getFillInterest()::fillable);
        }
    }

    /** Nothing more will come, on the loop. */
    void endInput() {
        synchronized (arrived) {
            inputEnded = true;
        }
        arrivedSome();
    }

    private void run(InvocationType type, Runnable task) {
        switch (type) {
            case BLOCKING -> pool.execute(task);
            case NON_BLOCKING -> task.run();
            case EITHER -> Invocable.invokeNonBlocking(task);
        }
    }

    @Override
    protected void needsFillInterest() {
        synchronized (arrived) {
            if (arrived.isEmpty() && !inputEnded) {
                return;
            }
        }
        channel.eventLoop().execute(this::arrivedSome);
    }

    @Override
    public int fill(ByteBuffer buffer) {
        if (isInputShutdown()) {
            return -1;
        }
        int filled;
        int position = BufferUtil.flipToFill(buffer);
        synchronized (arrived) {
            int before = arrivedBytes;
            filled = take(buffer);
            if (before >= MOST_BYTES && arrivedBytes < MOST_BYTES) {
                channel.config().setAutoRead(true);
            }
            if (filled == 0 && arrived.isEmpty() && inputEnded) {
                filled = -1;
            }
        }
        BufferUtil.flipToFlush(buffer, position);
        if (filled > 0) {
            notIdle();
        } else if (filled < 0) {
            shutdownInput();
        }
        return filled;
    }

    private int take(ByteBuffer buffer) {
        int start = buffer.position();
        int end = buffer.limit();
        for (ByteBuf first = arrived.peek(); first != null && buffer.hasRemaining(); first = arrived.peek()) {
            buffer.limit(Math.min(end, buffer.position() + first.readableBytes()));
            first.readBytes(buffer);
            buffer.limit(end);
            if (!first.isReadable()) {
                arrived.remove().release();
            }
        }
        int taken = buffer.position() - start;
        arrivedBytes -= taken;
        return taken;
    }

    @Override
    public boolean flush(ByteBuffer... buffers) throws EofException {
        if (!channel.isActive()) {
            throw new EofException("the client has closed the connection");
        }
        long length = BufferUtil.remaining(buffers);
        if (length == 0) {
            return true;
        }
        if (!hasRoom()) {
            return false;
        }
        ByteBuf bytes = MEMORY.directBuffer((int) Math.min(length, MOST_BYTES));
        for (ByteBuffer buffer : buffers) {
            int end = buffer.limit();
            buffer.limit(Math.min(end, buffer.position() + bytes.writableBytes()));
            bytes.writeBytes(buffer);
            buffer.limit(end);
        }
        notIdle();
        boolean whole = bytes.readableBytes() == length;
        if (channel.eventLoop().inEventLoop()) {
            send(bytes);
        } else {
            underWay = true;
            channel.eventLoop().execute(() -> {
                send(bytes);
                underWay = false;
                takesMore();
            });
        }
        return whole;
    }

    /** A write that fails closes the channel, of which this is told. */
    private void send(ByteBuf bytes) {
        var unused = channel.writeAndFlush(bytes);
    }

    /** Whether bytes may be written: not while others are on their way to the loop, lest these come before them. */
    private boolean hasRoom() {
        return !underWay && channel.isWritable();
    }

    @Override
    protected void onIncompleteFlush() {
        if (hasRoom()) {
            channel.eventLoop().execute(this::takesMore);
        }
    }

    /** Tells Jetty, if it waits, that more can be written, on the loop. */
    void takesMore() {
        if (hasRoom() && getWriteFlusher().isPending()) {
            run(getWriteFlusher().getCallbackInvocationType(), getWriteFlusher()::completeWrite);
        }
    }

    @Override
    protected void doShutdownOutput() {
        behindAllBytes(sent -> {
            var unused = ((DuplexChannel) channel).shutdownOutput();
        });
    }

    /** Closes the channel once it has sent what it has, or when the client does not take that for as long as it may be idle. */
    @Override
    protected void doClose() {
        behindAllBytes(ChannelFutureListener.CLOSE);
        Runnable close = () -> {
            var unused = channel.close();
        };
        Future<?> cutOff = channel.eventLoop().schedule(close, Math.max(1, getIdleTimeout()), TimeUnit.MILLISECONDS);
        var unused = channel.closeFuture().addListener(closed -> cutOff.cancel(false));
    }

    private void behindAllBytes(ChannelFutureListener then) {
        channel.eventLoop().execute(() -> {
            var unused = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(then);
        });
    }

    @Override
    public void onClose(@Nullable Throwable failure) {
        try {
            super.onClose(failure);
        } finally {
            release();
            connector.closed(this, failure);
        }
    }

    private void release() {
        synchronized (arrived) {
            released = true;
            arrived.forEach(ByteBuf::release);
            arrived.clear();
            arrivedBytes = 0;
        }
    }
}
