package dev.firstword.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * Asserts that something happens because of what was done, not because some limit ran out: in far
 * less than the shortest of the limits. How many milliseconds it takes is a benchmark's to say.
 */
public final class Promptness {

  private static final Duration FAR_BELOW_ANY_LIMIT = Duration.ofSeconds(3);

  private Promptness() {}

  /** Runs the scenario, which returns how long it took. */
  public static void assertPrompt(Callable<Duration> scenario) throws Exception {
    assertThat(scenario.call()).isLessThan(FAR_BELOW_ANY_LIMIT);
  }
}
