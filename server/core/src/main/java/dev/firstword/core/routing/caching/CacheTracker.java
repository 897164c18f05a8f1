package dev.firstword.core.routing.caching;

import dev.firstword.core.prompt.CacheLedger;
import dev.firstword.core.prompt.CacheMiss;
import dev.firstword.core.provider.CacheReport;
import dev.firstword.core.provider.CallTracker;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.routing.caching.CacheMissReport.Outcome;
import dev.firstword.relay.event.Usage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Follows one call with its cache breakpoints and the expected cache outcome. */
final class CacheTracker implements CallTracker {

  private final PromptCaching caching;
  private final ModelRequest request;
  private final CacheLedger.Lookup lookup;
  private final Outcome missReason;
  private final SentRequests.@Nullable Sent before;
  private @Nullable CacheReport report;
  private @Nullable CacheMiss miss;

  /**
   * Tracks a call that is being sent.
   *
   * @param missReason the reason to record if the call turns out to be a cache miss
   * @param before the request before; null if there is none
   */
  CacheTracker(
      PromptCaching caching,
      ModelRequest request,
      CacheLedger.Lookup lookup,
      Outcome missReason,
      SentRequests.@Nullable Sent before) {
    this.before = before;
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
  public void onCacheReport(CacheReport said) {
    report = said;
  }

  @Override
  public Optional<CacheMiss> cacheMiss() {
    return Optional.ofNullable(miss);
  }

  @Override
  public Usage onUsage(Usage usage) {
    miss = caching.recordMiss(this, before, report, usage).orElse(null);
    return caching.recordAnswer(this, usage);
  }
}
