package dev.firstword.core.routing;

import dev.firstword.core.profile.Profile.Timeouts;
import dev.firstword.relay.client.ProviderFailure;
import java.time.Duration;

/**
 * When one attempt is given up: without a first token, after a gap between pieces of text, or
 * because the whole call takes too long. A thought has no fixed timeout: {@link SilenceClassifier}
 * decides when it is stalled.
 */
final class AttemptTimeouts {

  private final Duration firstToken;
  private final Duration idle;
  private final long openedNanos;
  private final long endNanos;
  private final AttemptActivity activity;
  private final SilenceClassifier silence;

  /**
   * Creates the timeouts of an attempt that is opened now.
   *
   * @param firstToken the timeout of the first token
   * @param timeouts the timeouts that apply afterwards
   */
  AttemptTimeouts(
      Duration firstToken,
      Timeouts timeouts,
      long openedNanos,
      AttemptActivity activity,
      SilenceClassifier silence) {
    this.firstToken = firstToken;
    this.idle = timeouts.idle();
    this.openedNanos = openedNanos;
    this.endNanos = openedNanos + timeouts.total().toNanos();
    this.activity = activity;
    this.silence = silence;
  }

  /**
   * Returns how long the attempt may still continue without progress; 0 or less once it is over.
   *
   * @param lastProgressNanos when the model last wrote something, or the call was opened
   */
  long remainingNanos(boolean hasToken, long lastProgressNanos, long nowNanos) {
    return Math.min(endNanos - nowNanos, dueNanos(hasToken, lastProgressNanos) - nowNanos);
  }

  private long dueNanos(boolean hasToken, long lastProgressNanos) {
    if (silence.isThinking()) {
      return silence.giveUpNanos();
    }
    if (activity.isProviderToolRunning()) {
      return endNanos; // Providers report no progress of theirs.
    }
    return hasToken ? lastProgressNanos + idle.toNanos() : openedNanos + firstToken.toNanos();
  }

  /** Returns the failure of an attempt that is given up now. */
  ProviderFailure failure(boolean hasToken, long lastProgressNanos, long nowNanos) {
    long since = lastProgressNanos;
    String what = hasToken ? "no more text in time" : "no first token in time";
    if (silence.isThinking()) {
      Silence stalled = silence.classify(nowNanos);
      since = stalled.sinceNanos();
      what = "a thought stalled: " + stalled.kind().wireName();
    }
    return new ProviderFailure.Silent(Duration.ofNanos(nowNanos - since), what);
  }
}
