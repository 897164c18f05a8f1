package dev.firstword.app.config;

import dev.firstword.core.preparation.LatencyInjector;

/**
 * Whether latency injection is allowed, and which latency is injected from the start.
 *
 * @param enabled whether latency may be injected; false by default
 */
public record LatencyInjectionSettings(boolean enabled, LatencyInjector.Settings initial) {

  public static final LatencyInjectionSettings OFF =
      new LatencyInjectionSettings(false, LatencyInjector.Settings.NONE);

  /** Returns these settings with latency injection enabled. */
  public LatencyInjectionSettings withEnabled() {
    return new LatencyInjectionSettings(true, initial);
  }
}
