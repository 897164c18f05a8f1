package dev.firstword.core.routing;

import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;

/**
 * Receives the events of an answer, on the event loop that opened it. Exactly one of {@link #onEnd}
 * and {@link #onFailure} is called, last, unless the call was cancelled first.
 */
public interface RoutedCallListener {

  /** A model was chosen. Called again when it changes. */
  void onModel(ChosenModel model);

  /** The same model is retried; the wait for its first token starts again. */
  default void onRetry(ChosenModel model) {}

  /** A piece of the answer; never empty. */
  void onText(String text);

  /** Everything from one network read has been delivered: the moment to flush. */
  void onReadComplete();

  void onEnd(FinishReason reason, Usage usage);

  /** The answer failed or broke off. Text delivered before remains valid. */
  void onFailure(AnswerFailure failure);
}
