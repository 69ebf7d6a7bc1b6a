package dev.tandem.server;

import dev.tandem.online.EventLoops;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractNetworkConnector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings Jetty its connections on {@link EventLoops}, the threads that also bring the answers of Redis, in place of selectors of Jetty's own. HTTP
 * stays Jetty's: this moves bytes.
 *
 * <p><b>Why.</b> With selectors of its own a read woke threads four times: Jetty's for the request, Redis' for the question, again for the answer, and Jetty's again to wait for
 * the next request. Here it wakes one, twice. {@code docs/performance.md} has what that gains.
 */
final class LoopConnector extends AbstractNetworkConnector {
    private static final Logger LOG = LoggerFactory.getLogger(LoopConnector.class);

    private final EventLoops loops = EventLoops.shared();
    private final int mostWaiting;
    private volatile @Nullable Channel listening;

    /**
     * A connector that does not listen yet.
     *
     * @param executor for what may block
     * @param mostWaiting connections that the system may hold until they are accepted
     */
    LoopConnector(Server server, Executor executor, HttpConfiguration http, int mostWaiting) {
        super(server, executor, null, null, 0, new HttpConnectionFactory(http));
        this.mostWaiting = mostWaiting;
    }

    @Override
    public void open() throws IOException {
        if (isOpen()) {
            return; // the server opens its connectors before it starts them, which opens them too
        }
        ChannelFuture bound = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, mostWaiting)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Bytes(accepted(channel)));
                    }
                })
                .bind(new InetSocketAddress(getHost(), getPort()))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("Failed to bind to %s:%d".formatted(getHost(), getPort()), bound.cause());
        }
        listening = bound.channel();
        super.open();
    }

    private ChannelEndPoint accepted(Channel channel) {
        ChannelEndPoint endPoint = new ChannelEndPoint(this, channel, getExecutor(), getScheduler());
        endPoint.setIdleTimeout(getIdleTimeout());
        endPoint.setConnection(getDefaultConnectionFactory().newConnection(this, endPoint));
        return endPoint;
    }

    /** Forgets a connection. */
    void closed(EndPoint endPoint, @Nullable Throwable failure) {
        Connection connection = endPoint.getConnection();
        if (connection != null) {
            connection.onClose(failure);
        }
        onEndPointClosed(endPoint);
    }

    private void opened(ChannelEndPoint endPoint) {
        onEndPointOpened(endPoint);
        endPoint.onOpen();
        endPoint.getConnection().onOpen();
    }

    /** What a channel tells, all of it on its loop. */
    private final class Bytes extends ChannelInboundHandlerAdapter {
        private final ChannelEndPoint endPoint;

        Bytes(ChannelEndPoint endPoint) {
            this.endPoint = endPoint;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            opened(endPoint);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            endPoint.arrive((ByteBuf) bytes);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            endPoint.arrivedSome();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                endPoint.endInput();
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            endPoint.takesMore();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            endPoint.close(new IOException("the client has closed the connection"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            LOG.debug("A connection of {} failed", endPoint.getRemoteSocketAddress(), failure);
            endPoint.close(failure);
        }
    }

    @Override
    public void close() {
        Channel channel = listening;
        if (channel != null) {
            channel.close().awaitUninterruptibly();
        }
        super.close();
    }

    /** Ends connections that rest between two requests at once, others when their request is answered, or idle for a second. */
    @Override
    public CompletableFuture<Void> shutdown() {
        CompletableFuture<Void> ended = super.shutdown();
        getConnectedEndPoints().stream().filter(LoopConnector::rests).toList().forEach(EndPoint::close);
        return ended;
    }

    private static boolean rests(EndPoint endPoint) {
        Connection connection = endPoint.getConnection();
        return endPoint.isFillInterested() && connection.getMessagesIn() == connection.getMessagesOut();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        List.copyOf(getConnectedEndPoints()).forEach(EndPoint::close);
    }

    @Override
    public boolean isOpen() {
        Channel channel = listening;
        return channel != null && channel.isOpen();
    }

    @Override
    public int getLocalPort() {
        Channel channel = listening;
        return channel != null && channel.localAddress() instanceof InetSocketAddress address ? address.getPort() : -1;
    }

    @Override
    public @Nullable Object getTransport() {
        return listening;
    }

    /** Never asked: connections are brought by the loops, and there are no threads that accept. */
    @Override
    protected void accept(int acceptor) {
        throw new IllegalStateException("connections are accepted by the event loops");
    }
}
