package dev.firstword.routing;

import dev.firstword.loop.EventLoop;
import dev.firstword.profile.Profile.Limits;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.Usage;
import dev.firstword.provider.ModelRequest;
import dev.firstword.provider.ProviderFailure;

/** One call for something small beside an answer, with nothing to stand in for it. */
final class Beside implements Route, Attempt.Listener {

  private final Attempt attempt;
  private final RouteCounts counts;
  private final RouteListener listener;
  private boolean over;

  Beside(
      Prospect prospect,
      Limits limits,
      RouteCounts counts,
      EventLoop loop,
      RouteListener listener) {
    this.counts = counts;
    this.listener = listener;
    this.attempt = new Attempt(prospect, limits.firstToken(), limits, loop, this);
  }

  void open(ModelRequest request) {
    attempt.open(request);
  }

  @Override
  public void cancel() {
    if (!over) {
      isUnheard();
      attempt.cancel();
    }
  }

  /** It told nobody what it took. */
  private void isUnheard() {
    over = true;
    counts.unheard(attempt.prospect().name(), attempt.prospect().uncachedTokens());
  }

  @Override
  public void onText(Attempt from, String text) {
    listener.onText(text);
  }

  @Override
  public void onReadComplete(Attempt from) {
    listener.onReadComplete();
  }

  @Override
  public void onEnd(Attempt from, FinishReason reason, Usage usage) {
    over = true;
    if (from.hasSpoken()) {
      listener.onEnd(reason, usage);
    } else {
      listener.onFailure(RouteFailure.empty(reason == FinishReason.REFUSAL));
    }
  }

  @Override
  public void onFailure(Attempt from, ProviderFailure failure) {
    if (failure instanceof ProviderFailure.Silent) {
      isUnheard();
    }
    over = true;
    listener.onFailure(RouteFailure.of(failure, from.hasSpoken()));
  }
}
