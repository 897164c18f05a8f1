package dev.firstword.relay.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes an accepted connection on which no complete request head arrives in time, however slowly
 * it is sent. First in the pipeline until Vert.x reports the connection with its first request.
 * Connection errors before that are only logged.
 */
public final class HandshakeTimeoutHandler extends ChannelInboundHandlerAdapter {

  private static final Logger log = LoggerFactory.getLogger(HandshakeTimeoutHandler.class);

  private final Duration timeout;
  private @Nullable ScheduledFuture<?> timer;

  HandshakeTimeoutHandler(Duration timeout) {
    this.timeout = timeout;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    Runnable close =
        () -> {
          var _ = context.close();
        };
    timer = context.executor().schedule(close, timeout.toMillis(), TimeUnit.MILLISECONDS);
    context.fireChannelActive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      log.debug("a connection broke before its first request: {}", cause.toString());
    } else {
      context.fireExceptionCaught(cause);
    }
  }

  /** Cancels the timeout: the first request has arrived, or the connection is closed. */
  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
