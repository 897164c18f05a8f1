package dev.firstword.relay.server;

import dev.firstword.relay.loop.EventLoop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Sets up accepted connections: TLS and the negotiated protocol. */
final class ConnectionInitializer extends ChannelInitializer<Channel> {

  /** What the connection of an HTTP/2 client begins with (RFC 9113, section 3.4). */
  private static final byte[] HTTP2_PREFACE_START = "PRI ".getBytes(StandardCharsets.US_ASCII);

  private static final int MAX_CONCURRENT_STREAMS = 1000;

  private final HttpServerSettings settings;
  private final Map<io.netty.channel.EventLoop, LoopState> loops;
  private final ChannelGroup connections;

  /** What the connections of one event loop share. */
  record LoopState(EventLoop loop, RequestHandler handler, LoopBuffer buffer) {}

  ConnectionInitializer(
      HttpServerSettings settings,
      Map<io.netty.channel.EventLoop, LoopState> loops,
      ChannelGroup connections) {
    this.settings = settings;
    this.loops = loops;
    this.connections = connections;
  }

  @Override
  protected void initChannel(Channel channel) {
    connections.add(channel);
    LoopState loop = loops.get(channel.eventLoop());
    if (loop == null) {
      throw new IllegalStateException("a connection on an unknown event loop");
    }
    if (settings.tls() != null) {
      SslHandler tls = settings.tls().newHandler(channel.alloc());
      tls.setHandshakeTimeoutMillis(settings.timeouts().head().toMillis());
      channel.pipeline().addLast(tls, new ProtocolNegotiation(loop));
    } else if (settings.isH2cEnabled()) {
      channel.pipeline().addLast(new PrefaceDetector(loop));
    } else {
      addHttp1(channel.pipeline(), loop);
    }
  }

  private void addHttp1(ChannelPipeline pipeline, LoopState loop) {
    Http1Connection connection =
        new Http1Connection(
            loop.loop,
            loop.handler,
            settings.timeouts(),
            loop.buffer,
            pipeline.get(SslHandler.class) != null);
    HttpDecoderConfig decoder =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(settings.maxRequestLineBytes())
            .setMaxHeaderSize(settings.maxHeaderBytes());
    HttpServerCodec codec = new HttpServerCodec(decoder);
    pipeline.addLast(
        new ChannelInboundHandlerAdapter() {
          @Override
          public void channelRead(ChannelHandlerContext context, Object bytes) {
            connection.onBytes();
            context.fireChannelRead(bytes);
          }
        },
        codec);
    if (settings.tls() == null && settings.isH2cEnabled()) {
      pipeline.addLast(
          new UpgradeToHttp2(codec, connection, http2Codec(), http2Streams(loop, false)));
    }
    pipeline.addLast(connection);
  }

  private void addHttp2(ChannelPipeline pipeline, LoopState loop) {
    boolean tls = pipeline.get(SslHandler.class) != null;
    pipeline.addLast(http2Codec()).addLast(http2Streams(loop, tls));
  }

  private Http2FrameCodec http2Codec() {
    return Http2FrameCodecBuilder.forServer()
        .initialSettings(
            Http2Settings.defaultSettings()
                .maxConcurrentStreams(MAX_CONCURRENT_STREAMS)
                .maxHeaderListSize(settings.maxHeaderBytes()))
        .build();
  }

  private ChannelHandler[] http2Streams(LoopState loop, boolean tls) {
    Http2IdleTimeout idleTimeout = new Http2IdleTimeout(loop.loop, settings.timeouts());
    Http2MultiplexHandler streams =
        new Http2MultiplexHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel stream) {
                idleTimeout.onStream(stream);
                stream
                    .pipeline()
                    .addLast(
                        new Http2StreamFrameToHttpObjectCodec(true),
                        new Http2Stream(loop.loop, loop.handler, tls));
              }
            });
    return new ChannelHandler[] {streams, new Http2ControlFrameLimit(loop.loop), idleTimeout};
  }

  /** Continues with the protocol that the TLS handshake chose. */
  private final class ProtocolNegotiation extends ApplicationProtocolNegotiationHandler {
    private final LoopState loop;

    ProtocolNegotiation(LoopState loop) {
      super(ApplicationProtocolNames.HTTP_1_1);
      this.loop = loop;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext context, String protocol) {
      if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        addHttp2(context.pipeline(), loop);
      } else {
        addHttp1(context.pipeline(), loop);
      }
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close();
    }
  }

  /** Recognises HTTP/2 without TLS by its first bytes. */
  private final class PrefaceDetector extends ByteToMessageDecoder {
    private final LoopState loop;
    private EventLoop.Timer deadline = () -> {};

    PrefaceDetector(LoopState loop) {
      this.loop = loop;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      deadline =
          loop.loop.schedule(
              settings.timeouts().head(),
              () -> {
                var _ = context.close();
              });
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) {
      int available = Math.min(bytes.readableBytes(), HTTP2_PREFACE_START.length);
      boolean isPreface = true;
      for (int i = 0; i < available; i++) {
        isPreface &= bytes.getByte(bytes.readerIndex() + i) == HTTP2_PREFACE_START[i];
      }
      if (isPreface && available < HTTP2_PREFACE_START.length) {
        return;
      }
      if (isPreface) {
        addHttp2(context.pipeline(), loop);
      } else {
        addHttp1(context.pipeline(), loop);
      }
      context.pipeline().remove(this);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
      deadline.cancel();
    }
  }
}
