package dev.firstword.relay.loop;

import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread of {@link EventLoops}. */
public final class NettyEventLoop implements EventLoop {

  private static final Logger log = LoggerFactory.getLogger(NettyEventLoop.class);
  private static final FastThreadLocal<@Nullable NettyEventLoop> CURRENT = new FastThreadLocal<>();

  private final io.netty.channel.EventLoop delegate;

  private NettyEventLoop(io.netty.channel.EventLoop delegate) {
    this.delegate = delegate;
  }

  /** Wraps a loop and makes it findable from its thread. Blocks until its thread runs. */
  static NettyEventLoop install(io.netty.channel.EventLoop delegate) {
    NettyEventLoop loop = new NettyEventLoop(delegate);
    delegate.submit(() -> CURRENT.set(loop)).syncUninterruptibly();
    return loop;
  }

  /**
   * Returns the loop of the calling thread.
   *
   * @throws IllegalStateException if the calling thread is not an event loop's
   */
  public static NettyEventLoop current() {
    NettyEventLoop loop = CURRENT.get();
    if (loop == null) {
      throw new IllegalStateException("must be called on an event loop");
    }
    return loop;
  }

  /** Returns the Netty loop, for bootstraps. */
  public io.netty.channel.EventLoop netty() {
    return delegate;
  }

  @Override
  public void execute(Runnable task) {
    delegate.execute(task);
  }

  @Override
  public boolean isCurrent() {
    return delegate.inEventLoop();
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    ScheduledFuture<?> scheduled =
        delegate.schedule(() -> runLogged(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }

  /** Netty would keep an exception of a scheduled task in a future that nothing reads. */
  private static void runLogged(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      log.error("a scheduled task failed", e);
      if (e instanceof Error error) {
        throw error;
      }
    }
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }
}
