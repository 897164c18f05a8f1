package dev.firstword.core.preparation;

import dev.firstword.relay.event.TurnEvent.PhaseState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Records the phase events and the outcome of one preparation. */
final class RecordingPhaseListener implements PhaseListener {

  final List<String> started = new CopyOnWriteArrayList<>();
  final Map<String, PhaseState> ends = new ConcurrentHashMap<>();
  private final CompletableFuture<PreparedPrompt> completion = new CompletableFuture<>();

  @Override
  public void phaseStarted(String phase, long nanos) {
    started.add(phase);
  }

  @Override
  public void phaseEnded(String phase, PhaseState state, long nanos) {
    ends.put(phase, state);
  }

  void complete(@Nullable PreparedPrompt prepared, @Nullable Throwable failure) {
    if (prepared != null) {
      completion.complete(prepared);
    } else {
      completion.completeExceptionally(failure == null ? new AssertionError("nothing") : failure);
    }
  }

  PreparedPrompt prepared() {
    return completion.join();
  }

  /** The last message of the prompt. */
  String lastPromptMessage() {
    return prepared().prompt().messages().getLast().text();
  }
}
