package dev.firstword.relay.server;

import dev.firstword.relay.loop.EventLoop;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes an HTTP/2 connection that has had no stream for too long, or that has failed. */
final class Http2IdleTimeout extends ChannelInboundHandlerAdapter {

  private static final Logger log = LoggerFactory.getLogger(Http2IdleTimeout.class);

  private final EventLoop loop;
  private final HttpTimeouts timeouts;
  private @Nullable ChannelHandlerContext context;
  private int openStreams;
  private EventLoop.@Nullable Timer deadline;

  Http2IdleTimeout(EventLoop loop, HttpTimeouts timeouts) {
    this.loop = loop;
    this.timeouts = timeouts;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    closeAfter(timeouts.head());
  }

  void onStream(Channel stream) {
    openStreams++;
    EventLoop.Timer.cancelIfSet(deadline);
    var _ =
        stream
            .closeFuture()
            .addListener(_ -> {
              openStreams--;
              if (openStreams == 0) {
                closeAfter(timeouts.idle());
              }
            });
  }

  private void closeAfter(Duration delay) {
    EventLoop.Timer.cancelIfSet(deadline);
    ChannelHandlerContext connection = context;
    if (connection != null && connection.channel().isActive()) {
      deadline =
          loop.schedule(
              delay,
              () -> {
                var _ = connection.close();
              });
    }
  }

  /** The last handler of the connection. What a client does wrong is no event for the log. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    log.debug("an HTTP/2 connection failed: {}", cause.toString());
    if (cause instanceof IOException) {
      var _ = ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    EventLoop.Timer.cancelIfSet(deadline);
    ctx.fireChannelInactive();
  }
}
