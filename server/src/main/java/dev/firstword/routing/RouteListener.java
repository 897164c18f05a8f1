package dev.firstword.routing;

import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.Usage;

/**
 * Hears what becomes of a route, on the loop that opened it. Exactly one of {@link #onEnd} and
 * {@link #onFailure} comes, last, unless the route was cancelled first.
 */
public interface RouteListener {

  /** A model is chosen; again when that changes. */
  void onModel(ChosenModel model);

  /** The same model is asked once more: the wait for its first word begins anew. */
  default void onAskedAgain(ChosenModel model) {}

  /** A piece of the answer; never empty. */
  void onText(String text);

  /** All that one read from the network brought has been told: the moment to flush. */
  void onReadComplete();

  void onEnd(FinishReason reason, Usage usage);

  /** No answer, or no more of it; text told before stays true. */
  void onFailure(RouteFailure failure);
}
