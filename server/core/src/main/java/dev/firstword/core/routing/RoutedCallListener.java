package dev.firstword.core.routing;

import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.timeline.DeclinedCall;

/**
 * Receives the events of an answer, on the event loop that opened it: those of the model call that
 * delivers it, and which model that is. Exactly one of {@link #onEnd} and {@link #onFailure} is
 * called, last, unless the call was cancelled first.
 */
public interface RoutedCallListener extends ModelCallListener {

  /** A model was chosen. Called again when it changes. */
  void onModel(ChosenModel model);

  /** The same model is retried; the wait for its first token starts again. */
  default void onRetry(ChosenModel model) {}

  /** A model declined to answer before it wrote anything; another one may be called. */
  default void onDeclined(DeclinedCall call) {}

  /** The call waits because the provider has too many others. Called at most once. */
  default void onRateLimitWait() {}

  /**
   * Whether a call waits, within its timeouts, until a provider that has too many calls has room
   * for it; otherwise it fails with the wait at once.
   */
  default boolean waitsForRoom() {
    return true;
  }
}
