package dev.firstword.routing;

import dev.firstword.routing.live.Standing;
import dev.firstword.window.Distribution;

/**
 * What is known of one model by now.
 *
 * @param provider the name of the one that has it
 * @param firstTokenMs milliseconds from a call to its first token, over the newest calls
 * @param measured how many first tokens were measured in the last ten minutes; few: the
 *     distributions are mostly what was assumed
 * @param waiting how many calls wait for a first token now
 * @param limit how many may
 */
public record ModelReport(
    String name,
    String provider,
    Distribution firstTokenMs,
    Distribution tokensPerSecond,
    long measured,
    int waiting,
    int limit,
    State state) {

  /** Whether it is asked. */
  public enum State {
    WELL,
    /** It is asked, but for nothing that need not be. */
    FAILING,
    /** It is left alone for a while. */
    RESTING
  }

  static ModelReport of(CatalogueModel model, Standing standing) {
    return new ModelReport(
        model.name(),
        model.provider().name(),
        standing.profile().firstTokenMs(),
        standing.profile().tokensPerSecond(),
        standing.profile().measured(),
        standing.concurrency().waiting(),
        standing.concurrency().limit(),
        state(standing));
  }

  private static State state(Standing standing) {
    if (!standing.health().isAvailable()) {
      return State.RESTING;
    }
    return standing.health().isFailing() ? State.FAILING : State.WELL;
  }
}
