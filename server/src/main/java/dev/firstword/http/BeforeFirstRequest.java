package dev.firstword.http;

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
 * Looks after a connection that was just accepted, first in its pipeline, until Vert.x tells of it
 * with its first request. One on which no whole head comes in time is closed, however slowly it is
 * sent; one that breaks was nobody's yet.
 */
final class BeforeFirstRequest extends ChannelInboundHandlerAdapter {

  private static final Logger log = LoggerFactory.getLogger(BeforeFirstRequest.class);

  private final Duration limit;
  private @Nullable ScheduledFuture<?> due;

  BeforeFirstRequest(Duration limit) {
    this.limit = limit;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    Runnable close =
        () -> {
          var _ = context.close();
        };
    due = context.executor().schedule(close, limit.toMillis(), TimeUnit.MILLISECONDS);
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

  /** The request came, or the connection is gone. */
  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (due != null) {
      due.cancel(false);
    }
  }
}
