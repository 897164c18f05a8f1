package dev.firstword.core.answer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Learns how long tool calls take, from the newest calls of the last day of each tool. Callable
 * from any thread.
 */
public final class ToolDurations {

  /** With fewer calls that ended, nothing is said to be usual. */
  static final int MIN_SAMPLES = 5;

  /** With fewer, there is no 95th percentile. */
  static final int MIN_SAMPLES_FOR_P95 = 20;

  private static final int MAX_SAMPLES = 60;

  /**
   * Clients choose the names of tools. The cache prefers tools that are called often, so names that
   * are used once displace nothing.
   */
  private static final int MAX_TOOLS = 10_000;

  private static final long MAX_AGE_NANOS = Duration.ofDays(1).toNanos();

  private final Cache<Tool, Samples> tools =
      Caffeine.newBuilder().maximumSize(MAX_TOOLS).executor(Runnable::run).build();
  private final LongSupplier nanoTime;

  public ToolDurations(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * A tool whose calls are compared with each other.
   *
   * @param isByProvider whether the provider runs it; its tools have names of their own
   */
  public record Tool(String tenant, String profile, String name, boolean isByProvider) {}

  /** Records a call that returned a result after this time. */
  public void record(Tool tool, long ms) {
    samples(tool).add(new Sample(ms, nanoTime.getAsLong(), true));
  }

  /** Records a call that failed or was stopped after this time, and might have taken longer. */
  public void recordUnfinished(Tool tool, long ms) {
    samples(tool).add(new Sample(ms, nanoTime.getAsLong(), false));
  }

  private Samples samples(Tool tool) {
    return tools.get(tool, _ -> new Samples());
  }

  /** Returns what is usual for a tool; null if too little is known. */
  public @Nullable Usual usual(Tool tool) {
    Samples samples = tools.getIfPresent(tool);
    return samples == null ? null : Usual.of(samples.since(nanoTime.getAsLong() - MAX_AGE_NANOS));
  }

  /** A call that ended, or one that was stopped before it did. */
  private record Sample(long ms, long atNanos, boolean hasEnded) {}

  /** The newest calls of one tool. */
  private static final class Samples {
    private final @Nullable Sample[] ring = new Sample[MAX_SAMPLES];
    private int next;

    synchronized void add(Sample sample) {
      ring[next] = sample;
      next = (next + 1) % MAX_SAMPLES;
    }

    synchronized Sample[] since(long nanos) {
      return Arrays.stream(ring)
          .filter(sample -> sample != null && sample.atNanos - nanos > 0)
          .toArray(Sample[]::new);
    }
  }

  /**
   * How long the calls of a tool took. Calls that were stopped count for as long as they ran
   * (Kaplan and Meier, 1958). Immutable.
   */
  public static final class Usual {

    private final Sample[] sorted;

    /** The share of calls that ended by the time of each sample. */
    private final double[] cumulative;

    private final int samples;

    private Usual(Sample[] sorted) {
      this.sorted = sorted;
      this.cumulative = new double[sorted.length];
      double survival = 1;
      int ended = 0;
      for (int i = 0; i < sorted.length; i++) {
        if (sorted[i].hasEnded) {
          survival *= 1 - 1.0 / (sorted.length - i);
          ended++;
        }
        cumulative[i] = 1 - survival;
      }
      this.samples = ended;
    }

    private static @Nullable Usual of(Sample[] samples) {
      Arrays.sort(
          samples, Comparator.comparingLong(Sample::ms).thenComparing(sample -> !sample.hasEnded));
      Usual usual = new Usual(samples);
      return usual.samples < MIN_SAMPLES || usual.quantile(0.8) == null ? null : usual;
    }

    /** How many calls ended. */
    long samples() {
      return samples;
    }

    /** Within this time half of the calls ended. */
    long p50() {
      return known(0.5);
    }

    /** Within this time 4 of 5 calls ended. */
    long p80() {
      return known(0.8);
    }

    /** Within this time 19 of 20 calls ended; null if unknown. */
    @Nullable Long p95() {
      return samples < MIN_SAMPLES_FOR_P95 ? null : quantile(0.95);
    }

    /** The longest call, ended or stopped. */
    long longest() {
      return sorted[sorted.length - 1].ms;
    }

    /**
     * Of the calls that lasted this long, 4 of 5 ended within this further time; null if unknown.
     */
    @Nullable Long remaining(long elapsedMs) {
      double before = 0;
      for (int i = 0; i < sorted.length && sorted[i].ms <= elapsedMs; i++) {
        before = cumulative[i];
      }
      Long end = quantile(before + 0.8 * (1 - before));
      return end == null || end <= elapsedMs ? null : end - elapsedMs;
    }

    private long known(double share) {
      Long value = quantile(share);
      if (value == null) {
        throw new IllegalStateException("too many calls were stopped before they ended");
      }
      return value;
    }

    private @Nullable Long quantile(double share) {
      for (int i = 0; i < sorted.length; i++) {
        if (cumulative[i] >= share - 1e-9) {
          return sorted[i].ms;
        }
      }
      return null;
    }
  }
}
