package dev.firstword.core.answer;

import dev.firstword.core.statistics.Distribution;
import dev.firstword.core.statistics.SlidingWindow;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Learns, by profile, how turns with tools continue: how often a step ends with tool calls, and how
 * long models and tools take. From the turns of the last day. Callable from any thread.
 */
public final class StepStatistics {

  /** Later steps are too rare to be told apart. */
  private static final int MAX_DISTINCT_STEPS = 8;

  /** How many steps of all kinds count as evidence for one kind of step. */
  private static final double POOLED_WEIGHT = 5;

  /** Assumed until measured: every other step ends with tool calls. */
  private static final double ASSUMED_SHARE = 0.5;

  private static final double ASSUMED_WEIGHT = 4;

  /** The weight that a step keeps when another one is recorded: about 1,000 count. */
  private static final double DECAY = 0.999;

  private static final int MIN_SAMPLES = 20;
  private static final Duration SLICE_DURATION = Duration.ofHours(1);
  private static final int SLICE_COUNT = 24;
  private static final int MAX_SAMPLES = 500;
  private static final long CACHE_TTL_NANOS = Duration.ofSeconds(1).toNanos();

  private final Map<String, ProfileSteps> profiles = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  public StepStatistics(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Returns the statistics of a profile. */
  public ProfileSteps of(String profile) {
    return profiles.computeIfAbsent(profile, _ -> new ProfileSteps(nanoTime));
  }

  /**
   * How long the parts of a turn with tools take, in milliseconds.
   *
   * @param step a model call that ends with tool calls
   * @param tools the tools of a step
   * @param firstText from the last model call to its first text
   * @param answer from the last model call to the end of the answer
   * @param samples the number of measured answers
   */
  record Durations(
      Distribution step,
      Distribution tools,
      Distribution firstText,
      Distribution answer,
      long samples,
      long computedNanos) {}

  /** The steps of the turns of one profile. */
  public static final class ProfileSteps {

    private final double[] reached = new double[MAX_DISTINCT_STEPS];
    private final double[] continued = new double[MAX_DISTINCT_STEPS];
    private final SlidingWindow stepMs;
    private final SlidingWindow toolsMs;
    private final SlidingWindow firstTextMs;
    private final SlidingWindow answerMs;
    private final LongSupplier nanoTime;
    private volatile @Nullable Durations cached;

    private ProfileSteps(LongSupplier nanoTime) {
      this.nanoTime = nanoTime;
      stepMs = new SlidingWindow(SLICE_DURATION, SLICE_COUNT, nanoTime);
      toolsMs = new SlidingWindow(SLICE_DURATION, SLICE_COUNT, nanoTime);
      firstTextMs = new SlidingWindow(SLICE_DURATION, SLICE_COUNT, nanoTime);
      answerMs = new SlidingWindow(SLICE_DURATION, SLICE_COUNT, nanoTime);
    }

    /**
     * Records a step that ended with tool calls.
     *
     * @param step its number, from 1
     * @param modelMs from the model call to its end
     */
    public void recordToolCalls(int step, double modelMs) {
      count(step, true);
      stepMs.record(modelMs);
    }

    /** Records how long the tools of a step ran. */
    public void recordTools(double ms) {
      toolsMs.record(ms);
    }

    /**
     * Records the last step of a turn, which ended with the answer.
     *
     * @param step its number, from 1
     * @param firstText from the model call to its first text
     * @param modelMs from the model call to its end
     */
    public void recordAnswer(int step, double firstText, double modelMs) {
      count(step, false);
      firstTextMs.record(firstText);
      answerMs.record(modelMs);
    }

    private synchronized void count(int step, boolean continues) {
      for (int i = 0; i < MAX_DISTINCT_STEPS; i++) {
        reached[i] *= DECAY;
        continued[i] *= DECAY;
      }
      int index = Math.min(step, MAX_DISTINCT_STEPS) - 1;
      reached[index]++;
      if (continues) {
        continued[index]++;
      }
    }

    /** Returns the share of steps with this number that end with tool calls. */
    public synchronized double toolCallShare(int step) {
      double allReached = ASSUMED_WEIGHT;
      double allContinued = ASSUMED_WEIGHT * ASSUMED_SHARE;
      for (int i = 0; i < MAX_DISTINCT_STEPS; i++) {
        allReached += reached[i];
        allContinued += continued[i];
      }
      int index = Math.min(step, MAX_DISTINCT_STEPS) - 1;
      double pooled = allContinued / allReached;
      return (continued[index] + POOLED_WEIGHT * pooled) / (reached[index] + POOLED_WEIGHT);
    }

    /** Returns the durations, from data that may be slightly stale. */
    Durations durations() {
      long now = nanoTime.getAsLong();
      Durations current = cached;
      if (current == null || now - current.computedNanos >= CACHE_TTL_NANOS) {
        current =
            new Durations(
                withPrior(stepMs, 3_000, 20_000),
                withPrior(toolsMs, 2_000, 30_000),
                withPrior(firstTextMs, 1_000, 6_000),
                withPrior(answerMs, 6_000, 40_000),
                (long) answerMs.newest(MAX_SAMPLES).count(),
                now);
        cached = current;
      }
      return current;
    }

    private static Distribution withPrior(SlidingWindow window, double p50, double p99) {
      Distribution measured = window.newest(MAX_SAMPLES);
      double missing = MIN_SAMPLES - measured.count();
      return missing <= 0 ? measured : measured.plus(Distribution.logNormal(p50, p99, missing));
    }
  }
}
