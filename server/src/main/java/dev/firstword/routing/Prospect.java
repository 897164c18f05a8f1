package dev.firstword.routing;

import dev.firstword.routing.live.LiveProfile;
import dev.firstword.routing.live.Standing;
import dev.firstword.window.Distribution;
import java.time.Duration;

/**
 * A model for one prompt, of which it would have to read so much anew.
 *
 * @param uncachedTokens estimated
 */
record Prospect(CatalogueModel model, Standing standing, long uncachedTokens) {

  String name() {
    return model.name();
  }

  private LiveProfile profile() {
    return standing.profile();
  }

  Distribution firstTokenMs() {
    return profile().firstTokenMs(uncachedTokens);
  }

  double p50Ms() {
    return firstTokenMs().quantile(0.5);
  }

  /** Milliseconds within which 99 of 100 first tokens come by now. */
  double p99Ms() {
    return firstTokenMs().quantile(0.99);
  }

  /**
   * The same of calls that bring one at all: where their middle is by now, with the tail that those
   * had that were heard. A few silences move it little; with them in its tail each would let the
   * next one last longer.
   */
  double usualP99Ms() {
    Distribution all = firstTokenMs();
    Distribution heard = all.ofSeen();
    return all.quantile(0.5) * heard.quantile(0.99) / heard.quantile(0.5);
  }

  /** How many first tokens were measured of it lately. */
  long measured() {
    return profile().measured(uncachedTokens);
  }

  /** After how long only that share of first tokens is still to come. */
  Duration whenStillToCome(double share) {
    return duration(profile().steadyFirstTokenMs(uncachedTokens).quantile(1 - share));
  }

  boolean fits(Duration budget) {
    return p99Ms() <= budget.toNanos() / 1e6;
  }

  /** Whether it would fit if it were again as quick as it was assumed to be. */
  boolean couldFit(Duration budget) {
    return model.startTtftP99().compareTo(budget) <= 0;
  }

  /** Whether it can be asked, though it may have many calls waiting. */
  boolean isWell() {
    return standing.health().isAvailable();
  }

  boolean isReady() {
    return standing.isReady();
  }

  boolean isAtSameProvider(Prospect other) {
    return model.provider().name().equals(other.model.provider().name());
  }

  static Duration duration(double ms) {
    return Duration.ofNanos(Math.round(ms * 1e6));
  }
}
