package dev.firstword.relay.server;

import dev.firstword.relay.loop.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;

/** Adapts a Vert.x event loop. Must be created on that loop. */
public final class VertxEventLoop implements EventLoop {

  private final Vertx vertx;
  private final Context context;
  private final Thread thread = Thread.currentThread();

  public VertxEventLoop(Vertx vertx, Context context) {
    this.vertx = vertx;
    this.context = context;
  }

  @Override
  public void execute(Runnable task) {
    context.runOnContext(_ -> task.run());
  }

  @Override
  public boolean isCurrent() {
    return Thread.currentThread().equals(thread);
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    // Rounded up: a task that reads the clock must not find itself early.
    long delayMs = Math.max(1, delay.plusNanos(999_999).toMillis());
    long id = vertx.setTimer(delayMs, _ -> task.run());
    return () -> vertx.cancelTimer(id);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }
}
