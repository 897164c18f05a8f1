package dev.firstword.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection on which no whole head of a request comes in time, however slowly it is sent.
 * First in the pipeline of a connection that was just accepted, until the request is there and
 * {@link Connections} looks after it.
 */
final class FirstRequestDeadline extends ChannelInboundHandlerAdapter {

  private final Duration limit;
  private @Nullable ScheduledFuture<?> due;

  FirstRequestDeadline(Duration limit) {
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

  /** The request came, or the connection is gone. */
  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (due != null) {
      due.cancel(false);
    }
  }
}
