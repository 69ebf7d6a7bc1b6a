package dev.tandem.online;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection on which something was sent and nothing at all has come back for long enough, so that a new one is made.
 *
 * <p>When the machine behind a connection vanishes, or a device between forgets it, nobody says so: the operating system sends the same
 * bytes again and again for a quarter of an hour before it gives up. Until then every command would run into its timeout, though a new
 * connection, perhaps to the machine that has taken over, would work at once. Used by one event loop thread.
 */
final class SilentPeerHandler extends ChannelDuplexHandler {
    private static final long NOT_WAITING = 0;

    private final Duration patience;
    private long waitingSince = NOT_WAITING;
    private @Nullable Future<?> nextCheck;

    SilentPeerHandler(Duration patience) {
        this.patience = patience;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (waitingSince == NOT_WAITING) {
            waitingSince = now();
        }
        if (nextCheck == null) {
            watch(context, patience.toNanos());
        }
        super.write(context, message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        waitingSince = NOT_WAITING;
        super.channelRead(context, message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        if (nextCheck != null) {
            nextCheck.cancel(false);
        }
        super.channelInactive(context);
    }

    private void watch(ChannelHandlerContext context, long nanos) {
        nextCheck = context.executor().schedule(() -> check(context), nanos, TimeUnit.NANOSECONDS);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the pipeline is told when the connection is closed
    private void check(ChannelHandlerContext context) {
        nextCheck = null;
        if (waitingSince == NOT_WAITING) {
            return;
        }
        long left = patience.toNanos() - (now() - waitingSince);
        if (left > 0) {
            watch(context, left);
        } else {
            context.close();
        }
    }

    /** A time that is never {@link #NOT_WAITING}. */
    private static long now() {
        return System.nanoTime() | 1;
    }
}
