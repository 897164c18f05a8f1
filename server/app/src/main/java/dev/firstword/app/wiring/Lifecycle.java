package dev.firstword.app.wiring;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What a server has started, in order. Everything that is built registers here at once, so that a
 * failing start and a shutdown both release what there is, the last first.
 *
 * <p>A shutdown has two phases: first everything stops accepting work and finishes what is running,
 * while all parts still work; then all parts are closed. One failure does not keep the others from
 * stopping. Used by one thread at a time.
 */
final class Lifecycle implements AutoCloseable {

  /** Stops or closes a part. */
  interface Action {
    void run() throws Exception;
  }

  private record Step(String name, Action action) {}

  private final Deque<Step> stopping = new ArrayDeque<>();
  private final Deque<Step> closing = new ArrayDeque<>();

  /** Registers a part that has just been started, and returns it. */
  <T extends AutoCloseable> T add(String name, T part) {
    onClose(name, part::close);
    return part;
  }

  /** Registers how to close a part that has just been started. */
  void onClose(String name, Action close) {
    closing.push(new Step(name, close));
  }

  /** Registers how a part stops accepting work, before anything is closed. */
  void onStop(String name, Action stop) {
    stopping.push(new Step(name, stop));
  }

  /**
   * Stops and closes everything, the last first. Blocks. Does nothing the second time.
   *
   * @throws IllegalStateException if parts failed to stop; the failures are suppressed in it
   */
  @Override
  public void close() {
    List<String> failed = new ArrayList<>();
    List<Exception> failures = new ArrayList<>();
    boolean interrupted = false;
    for (Deque<Step> steps : List.of(stopping, closing)) {
      while (!steps.isEmpty()) {
        Step step = steps.pop();
        try {
          step.action().run();
        } catch (InterruptedException _) {
          interrupted = true;
        } catch (Exception e) {
          failed.add(step.name());
          failures.add(e);
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (!failures.isEmpty()) {
      IllegalStateException failure =
          new IllegalStateException("did not stop: " + String.join(", ", failed));
      failures.forEach(failure::addSuppressed);
      throw failure;
    }
  }

  /** Stops and closes what a failed start has built. What fails in it is added to the failure. */
  void closeAfter(RuntimeException failure) {
    try {
      close();
    } catch (IllegalStateException e) {
      failure.addSuppressed(e);
    }
  }
}
