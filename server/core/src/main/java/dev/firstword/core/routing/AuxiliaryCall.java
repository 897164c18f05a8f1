package dev.firstword.core.routing;

import dev.firstword.core.profile.Profile.Timeouts;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.loop.EventLoop;

/**
 * A single small call alongside an answer, such as a classification or a summary, without fallback.
 */
final class AuxiliaryCall implements RoutedCall, Attempt.Owner {

  private final Attempt attempt;
  private final RoutingCounters counters;
  private final ModelCallListener listener;
  private boolean ended;

  AuxiliaryCall(
      Candidate candidate,
      Timeouts timeouts,
      RoutingCounters counters,
      EventLoop loop,
      ModelCallListener listener) {
    this.counters = counters;
    this.listener = listener;
    this.attempt =
        new Attempt(candidate, timeouts.firstToken(), timeouts, false, loop, listener, this);
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

  @Override
  public Silence silence() {
    return attempt.silence();
  }

  /** The call ended without reporting its usage. */
  private void recordUnreportedInput() {
    ended = true;
    counters.recordUnreportedInput(
        attempt.candidate().name(), attempt.candidate().uncachedTokens());
  }

  @Override
  public void onFirstToken(Attempt source) {}

  @Override
  public void onAnswered(Attempt source) {
    ended = true;
  }

  @Override
  public void onFailure(Attempt source, ProviderFailure failure) {
    if (failure instanceof ProviderFailure.Silent) {
      recordUnreportedInput();
    }
    ended = true;
    listener.onFailure(failure);
  }
}
