package io.vitascope.platform.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.Http1xUpgradeToH2CHandler;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.net.impl.VertxHandler;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;

/**
 * Answers a request that would upgrade its connection to HTTP/2 as if it had not asked, as RFC 9110, section 7.8,
 * allows.
 *
 * <p>Through a proxy that passes such a request on, and the 101 back, everything else on that connection would come
 * past the proxy's rules about who may do what. Vert.x 4.5 switches off the upgrade only together with HTTP/2 from the
 * first byte, in which gRPC comes; so the header is taken away in front of the handler that looks for it. Threads:
 * event loops.
 */
@Singleton
final class IgnoredUpgrades {

    /** Before all other filters. */
    private static final int FIRST = 10_001;

    private final VertxInternal vertx;

    IgnoredUpgrades(Vertx vertx) {
        this.vertx = (VertxInternal) vertx;
    }

    void guard(@ObservesAsync HttpServerStart start) {
        for (EventExecutor acceptor : vertx.getAcceptorEventLoopGroup()) {
            SingleThreadEventLoop loop = (SingleThreadEventLoop) acceptor;
            loop.execute(() -> loop.registeredChannelsIterator().forEachRemaining(IgnoredUpgrades::guard));
        }
    }

    private static void guard(Channel channel) {
        if (channel instanceof ServerChannel && channel.pipeline().get(Guard.class) == null) {
            channel.pipeline().addFirst(new Guard());
        }
    }

    void install(@Observes Filters filters) {
        filters.register(IgnoredUpgrades::refuse, FIRST);
    }

    /**
     * Of a connection that came before the guard, in the first moment of the server: it ends, with all that waits in
     * it.
     */
    private static void refuse(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.version() == HttpVersion.HTTP_2 && request.connection() instanceof ConnectionBase connection) {
            Channel channel = connection.channel();
            if (!channel.isOpen() || channel.pipeline().get(HttpRequestDecoder.class) != null) {
                channel.close();
                return;
            }
        }
        context.next();
    }

    /** Of the socket that listens: each connection gets a {@link FirstBytes} before anything else. */
    private static final class Guard extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            ((Channel) accepted).pipeline().addLast(new FirstBytes());
            context.fireChannelRead(accepted);
        }
    }

    /** Hands on single bytes, 24 at most without TLS, until Vert.x knows by them which protocol this is. */
    private static final class FirstBytes extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            ChannelPipeline pipeline = context.pipeline();
            while (!isDecided(pipeline) && bytes.isReadable()) {
                context.fireChannelRead(bytes.readRetainedSlice(1));
            }
            if (isDecided(pipeline)) {
                ChannelHandlerContext upgrade = pipeline.context(Http1xUpgradeToH2CHandler.class);
                if (upgrade != null) {
                    pipeline.addBefore(upgrade.name(), null, new FirstRequest());
                }
                pipeline.remove(this);
            }
            if (bytes.isReadable()) {
                context.fireChannelRead(bytes);
            } else {
                bytes.release();
            }
        }

        /** With TLS, HTTP/2 is agreed on before the first request, and nothing else. */
        private static boolean isDecided(ChannelPipeline pipeline) {
            return pipeline.get(Http1xUpgradeToH2CHandler.class) != null
                    || pipeline.get(Http2ConnectionHandler.class) != null
                    || pipeline.get(VertxHandler.class) != null
                    || pipeline.get(SslHandler.class) != null;
        }
    }

    /** Only the first request of a connection could upgrade it. */
    private static final class FirstRequest extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request) {
                HttpHeaders headers = request.headers();
                if (headers.contains(HttpHeaderNames.UPGRADE, Http2CodecUtil.HTTP_UPGRADE_PROTOCOL_NAME, true)) {
                    headers.remove(HttpHeaderNames.UPGRADE);
                }
            }
            context.pipeline().remove(this);
            context.fireChannelRead(message);
        }
    }
}
