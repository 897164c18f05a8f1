package dev.firstword.client;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks one after another, on the threads that bring them. A task brought while another one
 * runs is run after it, by the same thread.
 */
final class SerialExecutor implements Executor {

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pending = new AtomicInteger();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (pending.getAndIncrement() > 0) {
      return;
    }
    do {
      Objects.requireNonNull(tasks.poll()).run();
    } while (pending.decrementAndGet() > 0);
  }
}
