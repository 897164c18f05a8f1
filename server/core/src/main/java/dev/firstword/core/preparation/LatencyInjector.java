package dev.firstword.core.preparation;

import dev.firstword.relay.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Injects latency into phases, for playgrounds and benchmarks. It can also run phases sequentially
 * or turn off measurement. Disabled unless the configuration enables it.
 */
public final class LatencyInjector {

  /** The phases that can be slowed down. */
  public static final List<String> PHASES =
      List.of("auth", "history", "embedding", "search", "reranking", "prompt");

  private final boolean enabled;
  private final Clock clock;
  private volatile Settings settings;

  /**
   * Creates a latency injector.
   *
   * @param enabled whether {@link #update} is allowed
   */
  public LatencyInjector(boolean enabled, Settings settings, Clock clock) {
    this.enabled = enabled;
    this.clock = clock;
    this.settings = settings;
  }

  /**
   * What the injector changes.
   *
   * @param minimumDurations the minimum duration of each slowed phase, by phase name
   * @param sequential whether phases run one after another
   * @param measurementEnabled whether turn durations are recorded; false shows the cost of
   *     recording
   */
  public record Settings(
      Map<String, Duration> minimumDurations, boolean sequential, boolean measurementEnabled) {

    public static final Settings NONE = new Settings(Map.of(), false);

    /** Settings with measurement enabled. */
    public Settings(Map<String, Duration> atLeast, boolean sequential) {
      this(atLeast, sequential, true);
    }

    public Settings {
      minimumDurations = Map.copyOf(minimumDurations);
    }
  }

  public boolean isEnabled() {
    return enabled;
  }

  public Settings settings() {
    return settings;
  }

  /** Whether turn durations are recorded. */
  public boolean isMeasurementEnabled() {
    return settings.measurementEnabled;
  }

  /**
   * Replaces the settings; phases that start later use them.
   *
   * @throws IllegalStateException if latency injection is disabled
   */
  public void update(Settings next) {
    if (!enabled) {
      throw new IllegalStateException("latency injection is not enabled");
    }
    settings = next;
  }

  /** Whether the phase has a minimum duration. */
  public boolean delays(String phase) {
    return settings.minimumDurations.containsKey(phase);
  }

  /** Runs the work, then sleeps until the phase's minimum duration has passed. */
  public <T> T withMinimumDuration(String phase, Callable<T> work) throws Exception {
    Duration minimum = settings.minimumDurations.get(phase);
    if (minimum == null) {
      return work.call();
    }
    long end = clock.nanoTime() + minimum.toNanos();
    T result = work.call();
    clock.sleep(Duration.ofNanos(end - clock.nanoTime()));
    return result;
  }
}
