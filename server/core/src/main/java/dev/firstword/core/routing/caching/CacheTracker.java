package dev.firstword.core.routing.caching;

import dev.firstword.core.prompt.CacheLedger;
import dev.firstword.core.provider.CallTracker;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.routing.caching.CacheMissReport.Outcome;
import dev.firstword.relay.event.Usage;

/** Follows one call with its cache breakpoints and the expected cache outcome. */
final class CacheTracker implements CallTracker {

  private final PromptCaching caching;
  private final ModelRequest request;
  private final CacheLedger.Lookup lookup;
  private final Outcome missReason;

  /**
   * Tracks a call that is being sent.
   *
   * @param missReason the reason to record if the call turns out to be a cache miss
   */
  CacheTracker(
      PromptCaching caching, ModelRequest request, CacheLedger.Lookup lookup, Outcome missReason) {
    this.missReason = missReason;
    this.caching = caching;
    this.request = request;
    this.lookup = lookup;
  }

  @Override
  public ModelRequest request() {
    return request;
  }

  CacheLedger.Lookup lookup() {
    return lookup;
  }

  Outcome outcome(Usage usage) {
    return usage.cacheReadInputTokens() > 0 ? Outcome.HIT : missReason;
  }

  @Override
  public void onFirstToken() {
    caching.onResponseStarted(this);
  }

  @Override
  public Usage onUsage(Usage usage) {
    return caching.recordAnswer(this, usage);
  }
}
