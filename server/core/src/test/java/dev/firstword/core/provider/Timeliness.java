package dev.firstword.core.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * Asserts that something happens in response to an action and not to a timeout: in far less than
 * the shortest timeout. Exact latencies are left to benchmarks.
 */
public final class Timeliness {

  private static final Duration WELL_BELOW_ANY_TIMEOUT = Duration.ofSeconds(3);

  private Timeliness() {}

  /** Runs the scenario, which returns how long it took. */
  public static void assertTimely(Callable<Duration> scenario) throws Exception {
    assertThat(scenario.call()).isLessThan(WELL_BELOW_ANY_TIMEOUT);
  }
}
