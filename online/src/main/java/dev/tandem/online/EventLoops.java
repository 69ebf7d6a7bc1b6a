package dev.tandem.online;

import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.lettuce.core.resource.Transports;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * The threads that wait for the network, one for each core, which all stores and servers of a process share. They live as long as it does, and do not keep it alive.
 *
 * <p><b>Why shared.</b> A thread that waits has to be woken, which costs more than most of what it then does: {@code docs/performance.md} has
 * the figures. A server whose connections are on these threads asks Redis on the thread that has read the request, over a connection of that very thread, which also gets the answer and
 * writes it to the caller. So a read is not handed from thread to thread, and each of its two waits wakes one.
 *
 * <p>Nothing on them may block. Thread-safe.
 */
public final class EventLoops {
    private final EventLoopGroup group;
    private final List<EventLoop> loops = new ArrayList<>();

    private EventLoops(int threads) {
        this.group = new DefaultEventLoopGroupProvider(threads, pool -> new DefaultThreadFactory("tandem-io", true))
                .allocate(Transports.eventLoopGroupClass());
        group.forEach(each -> loops.add((EventLoop) each));
    }

    /** Made when they are first asked for. */
    private static final class Shared {
        private static final EventLoops INSTANCE =
                new EventLoops(Runtime.getRuntime().availableProcessors());
    }

    /** Those of this process. */
    public static EventLoops shared() {
        return Shared.INSTANCE;
    }

    /** All of them, as Netty takes them. Never to be shut down. */
    public EventLoopGroup group() {
        return group;
    }

    /** How many there are. */
    public int count() {
        return loops.size();
    }

    /** The channel to listen with, of the same kind as the loops: epoll, kqueue, or Java's own. */
    public Class<? extends ServerChannel> serverChannel() {
        Class<?> channel = Transports.socketChannelClass();
        if (channel == EpollSocketChannel.class) {
            return EpollServerSocketChannel.class;
        }
        return channel == KQueueSocketChannel.class ? KQueueServerSocketChannel.class : NioServerSocketChannel.class;
    }

    EventLoop loop(int index) {
        return loops.get(index);
    }

    /** Which of them the calling thread is, or -1 when it is none. */
    int current() {
        for (int i = 0; i < loops.size(); i++) {
            if (loops.get(i).inEventLoop()) {
                return i;
            }
        }
        return -1;
    }
}
