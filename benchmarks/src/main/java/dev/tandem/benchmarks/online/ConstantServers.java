package dev.tandem.benchmarks.online;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.http.Handler;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Web servers that take a request, read its body, and answer the same bytes each time: what is left is the cost of HTTP. */
final class ConstantServers {
    static final String PATH = "/get-online-features";

    private static final int MOST_THREADS = 64;
    private static final int FEWEST_THREADS = 4;
    private static final int LARGEST_REQUEST = 1 << 20;
    private static final String JSON = "application/json";

    private ConstantServers() {}

    /** A Javalin with the settings of Tandem's, as far as a constant answer meets them. */
    static void startJavalin(int port, Handler handler) {
        Javalin.start(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.http.compressionStrategy = CompressionStrategy.NONE;
            config.jetty.threadPool = new QueuedThreadPool(MOST_THREADS, FEWEST_THREADS);
            config.jetty.modifyServer(server -> server.insertHandler(new GracefulHandler()));
            config.jetty.modifyHttpConfiguration(http -> http.setSendDateHeader(false));
            config.jetty.addConnector((server, http) -> connector(server, http, port));
            config.routes.post(PATH, handler);
        });
    }

    static void serveJavalin(int port, byte[] answer) {
        startJavalin(port, ctx -> {
            if (ctx.bodyAsBytes().length > 0) {
                ctx.contentType(JSON);
                ctx.result(answer);
            }
        });
    }

    /** A handler on Jetty's own interface, without servlets: it does not block for the body, nor for the answer to be written. */
    static void serveJetty(int port, byte[] answer) throws Exception {
        Server server = new Server(new QueuedThreadPool(MOST_THREADS, FEWEST_THREADS));
        HttpConfiguration http = new HttpConfiguration();
        http.setSendDateHeader(false);
        server.addConnector(connector(server, http, port));
        server.setHandler(new org.eclipse.jetty.server.Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                Content.Source.asByteBuffer(
                        request,
                        Promise.from(
                                body -> {
                                    response.getHeaders().put(HttpHeader.CONTENT_TYPE, JSON);
                                    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.length);
                                    response.write(true, ByteBuffer.wrap(answer), callback);
                                },
                                callback::failed));
                return true;
            }
        });
        server.start();
    }

    private static ServerConnector connector(Server server, HttpConfiguration http, int port) {
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        return connector;
    }

    static void serveNetty(int port, byte[] answer) throws InterruptedException {
        new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(
                        Runtime.getRuntime().availableProcessors(), NioIoHandler.newFactory()))
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(LARGEST_REQUEST),
                                        new ConstantAnswer(answer));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), port)
                .sync();
    }

    /** Netty's part. */
    private static final class ConstantAnswer extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final byte[] answer;

        ConstantAnswer(byte[] answer) {
            this.answer = answer;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            FullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(answer));
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, JSON)
                    .setInt(HttpHeaderNames.CONTENT_LENGTH, answer.length);
            context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }
}
