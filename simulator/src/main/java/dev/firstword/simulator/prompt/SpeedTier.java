package dev.firstword.simulator.prompt;

/**
 * How fast a provider serves a call. Providers publish no figures but that of {@link #FAST}, so
 * those of the service tiers only have the right order.
 */
public enum SpeedTier {
  USUAL(1, 1),
  /** Anthropic's {@code speed}: a higher output speed, but no sooner first token. */
  FAST(1, 2.5),
  /** OpenAI's tier for calls that can wait. */
  FLEX(3, 0.7),
  /** OpenAI's tier for calls that cannot. */
  PRIORITY(0.6, 1.4);

  private final double ttftFactor;
  private final double outputFactor;

  SpeedTier(double ttftFactor, double outputFactor) {
    this.ttftFactor = ttftFactor;
    this.outputFactor = outputFactor;
  }

  /** Returns how much longer the first token takes than usual. */
  public double ttftFactor() {
    return ttftFactor;
  }

  /** Returns how much faster the output is than usual. */
  public double outputFactor() {
    return outputFactor;
  }
}
