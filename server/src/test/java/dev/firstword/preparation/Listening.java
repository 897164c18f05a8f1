package dev.firstword.preparation;

import dev.firstword.protocol.TurnEvent.PhaseState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What somebody who sent a message hears of its preparation. */
final class Listening implements PhaseListener {

  final List<String> started = new CopyOnWriteArrayList<>();
  final Map<String, PhaseState> ends = new ConcurrentHashMap<>();
  private final CompletableFuture<Prepared> over = new CompletableFuture<>();

  @Override
  public void phaseStarted(String phase, long nanos) {
    started.add(phase);
  }

  @Override
  public void phaseEnded(String phase, PhaseState state, long nanos) {
    ends.put(phase, state);
  }

  void over(@Nullable Prepared prepared, @Nullable Throwable failure) {
    if (prepared != null) {
      over.complete(prepared);
    } else {
      over.completeExceptionally(failure == null ? new AssertionError("nothing") : failure);
    }
  }

  boolean isOver() {
    return over.isDone();
  }

  Prepared prepared() {
    return over.join();
  }

  /** What the model is asked last. */
  String question() {
    return prepared().prompt().messages().getLast().text();
  }
}
