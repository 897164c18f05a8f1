package dev.firstword.relay.server;

import dev.firstword.relay.loop.EventLoop;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;

/**
 * Closes an HTTP/2 connection whose client floods it with frames that belong to no stream, such as
 * {@code SETTINGS} and {@code PING}. Each of them must be answered, so a flood costs as much as
 * requests do, but no limit on requests counts it (CVE-2019-9512, CVE-2019-9515).
 */
final class Http2ControlFrameLimit extends ChannelInboundHandlerAdapter {

  /** Clients send one for each round trip at most, to measure it. */
  static final int MAX_FRAMES = 1_000;

  private static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();

  private final EventLoop loop;
  private long windowStart;
  private int frames;

  Http2ControlFrameLimit(EventLoop loop) {
    this.loop = loop;
    this.windowStart = loop.nanoTime();
  }

  /** Receives what is for no stream; the codec has answered it. */
  @Override
  public void channelRead(ChannelHandlerContext context, Object frame) {
    ReferenceCountUtil.release(frame);
    long now = loop.nanoTime();
    if (now - windowStart > WINDOW_NANOS) {
      windowStart = now;
      frames = 0;
    }
    frames++;
    if (frames == MAX_FRAMES + 1) {
      context
          .writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.ENHANCE_YOUR_CALM))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }
}
