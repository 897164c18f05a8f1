package dev.firstword.core.routing.caching;

import dev.firstword.core.prompt.CacheLedger;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.routing.caching.CacheMissReport.Outcome;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;

/** One call with its cache breakpoints and the expected cache outcome. */
final class TrackedCall {

  private final PromptCaching caching;
  private final ModelRequest request;
  private final CacheLedger.Lookup lookup;
  private final Outcome missReason;

  /**
   * Tracks a call that is being sent.
   *
   * @param missReason the reason to record if the call turns out to be a cache miss
   */
  TrackedCall(
      PromptCaching caching, ModelRequest request, CacheLedger.Lookup lookup, Outcome missReason) {
    this.missReason = missReason;
    this.caching = caching;
    this.request = request;
    this.lookup = lookup;
  }

  ModelRequest request() {
    return request;
  }

  CacheLedger.Lookup lookup() {
    return lookup;
  }

  Outcome outcome(Usage usage) {
    return usage.cacheReadInputTokens() > 0 ? Outcome.HIT : missReason;
  }

  /** Wraps the listener to update the ledger and the statistics as the call proceeds. */
  ModelCallListener wrap(ModelCallListener listener) {
    return new TrackingListener(listener);
  }

  private final class TrackingListener implements ModelCallListener {
    private final ModelCallListener listener;
    private boolean started;

    private TrackingListener(ModelCallListener listener) {
      this.listener = listener;
    }

    @Override
    public void onText(String text) {
      if (!started) {
        started = true;
        caching.onResponseStarted(TrackedCall.this);
      }
      listener.onText(text);
    }

    @Override
    public void onReadComplete() {
      listener.onReadComplete();
    }

    @Override
    public void onEnd(FinishReason reason, Usage usage) {
      listener.onEnd(reason, caching.recordAnswer(TrackedCall.this, usage));
    }

    @Override
    public void onFailure(ProviderFailure failure) {
      listener.onFailure(failure);
    }
  }
}
