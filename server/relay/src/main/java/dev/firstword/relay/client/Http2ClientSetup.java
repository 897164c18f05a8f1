package dev.firstword.relay.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The handlers of an HTTP/2 connection to a provider. */
final class Http2ClientSetup {

  /** The flow control window, well above what a text stream has in flight. */
  private static final int STREAM_WINDOW_BYTES = 1024 * 1024;

  private static final int CONNECTION_WINDOW_BYTES = 16 * STREAM_WINDOW_BYTES;

  /** The number of calls on one connection to a peer that announces no limit. */
  private static final long DEFAULT_MAX_CALLS = 1000;

  private Http2ClientSetup() {}

  /**
   * Adds the handlers.
   *
   * @param onReady receives the connection once the peer has announced how many calls it accepts
   */
  static void addTo(
      ChannelPipeline pipeline, int maxHeaderBytes, Consumer<PooledConnection> onReady) {
    Http2Settings initial =
        Http2Settings.defaultSettings()
            .pushEnabled(false)
            .initialWindowSize(STREAM_WINDOW_BYTES)
            .maxHeaderListSize(maxHeaderBytes);
    pipeline.addLast(
        Http2FrameCodecBuilder.forClient().initialSettings(initial).build(),
        new Http2MultiplexHandler(new RefusePushedStreams()),
        new ConnectionFrames(onReady));
    var _ =
        pipeline.writeAndFlush(
            new DefaultHttp2WindowUpdateFrame(
                CONNECTION_WINDOW_BYTES - Http2CodecUtil.DEFAULT_WINDOW_SIZE));
  }

  /** Servers must not open streams, since push is disabled. */
  private static final class RefusePushedStreams extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel stream) {
      var _ = stream.close();
    }
  }

  /** Receives the frames that concern the connection as a whole. */
  private static final class ConnectionFrames extends ChannelInboundHandlerAdapter {
    private final Consumer<PooledConnection> onReady;
    private @Nullable Http2ClientConnection connection;

    ConnectionFrames(Consumer<PooledConnection> onReady) {
      this.onReady = onReady;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      try {
        if (message instanceof Http2SettingsFrame frame) {
          onSettings(context.channel(), frame.settings());
        } else if (message instanceof Http2GoAwayFrame && connection != null) {
          connection.isRetired = true;
        }
      } finally {
        ReferenceCountUtil.release(message);
      }
    }

    private void onSettings(Channel channel, Http2Settings settings) {
      Long announced = settings.maxConcurrentStreams();
      if (connection == null) {
        long limit = announced == null ? DEFAULT_MAX_CALLS : announced;
        connection = new Http2ClientConnection(channel, clamp(limit));
        onReady.accept(connection);
      } else if (announced != null) {
        connection.setMaxCalls(clamp(announced));
      }
    }

    private static int clamp(long limit) {
      return (int) Math.min(limit, Integer.MAX_VALUE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close();
    }
  }
}
