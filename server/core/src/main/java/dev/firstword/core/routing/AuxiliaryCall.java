package dev.firstword.core.routing;

import dev.firstword.core.profile.Profile.Timeouts;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.loop.EventLoop;

/**
 * A single small call alongside an answer, such as a classification or a summary, without fallback.
 */
final class AuxiliaryCall implements RoutedCall, Attempt.Listener {

  private final Attempt attempt;
  private final RoutingCounters counters;
  private final RoutedCallListener listener;
  private boolean ended;

  AuxiliaryCall(
      Candidate candidate,
      Timeouts timeouts,
      RoutingCounters counters,
      EventLoop loop,
      RoutedCallListener listener) {
    this.counters = counters;
    this.listener = listener;
    this.attempt = new Attempt(candidate, timeouts.firstToken(), timeouts, loop, this);
  }

  void open(ModelRequest request) {
    attempt.open(request);
  }

  @Override
  public void cancel() {
    if (!ended) {
      recordUnreportedInput();
      attempt.cancel();
    }
  }

  /** The call ended without reporting its usage. */
  private void recordUnreportedInput() {
    ended = true;
    counters.recordUnreportedInput(
        attempt.candidate().name(), attempt.candidate().uncachedTokens());
  }

  @Override
  public void onText(Attempt source, String text) {
    listener.onText(text);
  }

  @Override
  public void onReadComplete(Attempt source) {
    listener.onReadComplete();
  }

  @Override
  public void onEnd(Attempt source, FinishReason reason, Usage usage) {
    ended = true;
    if (source.hasText()) {
      listener.onEnd(reason, usage);
    } else {
      listener.onFailure(AnswerFailure.empty(reason == FinishReason.REFUSAL));
    }
  }

  @Override
  public void onFailure(Attempt source, ProviderFailure failure) {
    if (failure instanceof ProviderFailure.Silent) {
      recordUnreportedInput();
    }
    ended = true;
    listener.onFailure(AnswerFailure.of(failure, source.hasText()));
  }
}
