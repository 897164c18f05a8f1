package dev.firstword.app.wiring;

import dev.firstword.relay.loop.EventLoop;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Supplies the HTTP server's event loops in turn, for work that belongs to no connection. */
final class RoundRobinEventLoops implements Supplier<EventLoop> {

  private final List<EventLoop> loops = new CopyOnWriteArrayList<>();
  private final AtomicInteger next = new AtomicInteger();

  void add(EventLoop loop) {
    loops.add(loop);
  }

  @Override
  public EventLoop get() {
    return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
  }
}
