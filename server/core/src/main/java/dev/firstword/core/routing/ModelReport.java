package dev.firstword.core.routing;

import dev.firstword.core.provider.ModelOption;
import dev.firstword.core.routing.live.ModelStatus;
import dev.firstword.core.statistics.Distribution;
import java.util.Set;

/**
 * The current figures of one model.
 *
 * @param provider the name of the model's provider
 * @param firstTokenMs milliseconds from a call to its first token, over the newest calls
 * @param sampleCount how many first tokens were measured in the last ten minutes; if few, the
 *     distributions are mostly the configured assumptions
 * @param waitingCalls how many calls are waiting for a first token
 * @param concurrencyLimit how many calls may wait
 * @param refusedOptions the options that its provider has refused although they were thought to be
 *     supported
 */
public record ModelReport(
    String name,
    String provider,
    Distribution firstTokenMs,
    Distribution tokensPerSecond,
    long sampleCount,
    int waitingCalls,
    int concurrencyLimit,
    State state,
    Set<ModelOption> refusedOptions) {

  public ModelReport {
    refusedOptions = Set.copyOf(refusedOptions);
  }

  /** Whether the model is used. */
  public enum State {
    WELL,
    /** Used, perhaps at a limited rate, but not for hedges. */
    FAILING,
    /** Not used while its circuit is open. */
    RESTING
  }

  static ModelReport of(CatalogueModel model, ModelStatus status) {
    return new ModelReport(
        model.name(),
        model.provider().name(),
        status.latencyProfile().firstTokenMs(),
        status.latencyProfile().tokensPerSecond(),
        status.latencyProfile().sampleCount(),
        status.concurrencyLimiter().waiting(),
        status.concurrencyLimiter().limit(),
        state(status),
        model.provider().refusedBy(model.name()));
  }

  private static State state(ModelStatus status) {
    if (!status.circuitBreaker().isAvailable()) {
      return State.RESTING;
    }
    return status.isStruggling() ? State.FAILING : State.WELL;
  }
}
