package dev.firstword.core.answer;

import dev.firstword.core.profile.AnswerPolicy.ExpectedLength;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.routing.Complexity;
import dev.firstword.core.statistics.Distribution;
import dev.firstword.core.statistics.SlidingWindow;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Learns how long answers are, by kind, from the complete answers of the last day. A kind with few
 * samples borrows from the whole profile; if those are too few as well, the profile's expected
 * length fills the gap. Callable from any thread.
 */
public final class AnswerLengthStatistics {

  private static final Duration SLICE_DURATION = Duration.ofHours(1);
  private static final int SLICE_COUNT = 24;

  /** The maximum number of newest samples to use. */
  private static final int MAX_SAMPLES = 500;

  /** The number of samples from which a kind needs no other data. */
  private static final int MIN_SAMPLES = 60;

  /** Typical of English text in common tokenizers; used until it has been measured. */
  private static final double DEFAULT_CHARACTERS_PER_TOKEN = 4.2;

  /** The weight of a new answer in the moving average of characters per token. */
  private static final double SMOOTHING_FACTOR = 0.05;

  /**
   * How long an estimate is cached. Turns that start together share one instance, which they keep
   * for as long as they run.
   */
  private static final long CACHE_TTL_NANOS = Duration.ofMillis(250).toNanos();

  private final Map<Object, SlidingWindow> windows = new ConcurrentHashMap<>();
  private final Map<String, Double> charactersPerToken = new ConcurrentHashMap<>();
  private final Map<AnswerKind, CachedEstimate> cachedEstimates = new ConcurrentHashMap<>();
  private final FirstEstimates firstEstimates = new FirstEstimates();
  private final StepStatistics steps;
  private final ToolDurations tools;
  private final LongSupplier nanoTime;

  public AnswerLengthStatistics(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.steps = new StepStatistics(nanoTime);
    this.tools = new ToolDurations(nanoTime);
  }

  /** Returns what is known about turns with tools. */
  public StepStatistics steps() {
    return steps;
  }

  /** Returns what is known about tools. */
  public ToolDurations tools() {
    return tools;
  }

  /**
   * The kind of an answer; only answers of the same kind are compared. There are as many kinds as
   * profiles times complexities times powers of four, so their number needs no bound.
   *
   * @param inputSizeClass the power of four that the prompt tokens reach
   */
  public record AnswerKind(String profile, Complexity complexity, int inputSizeClass) {

    /** Returns the kind of the answer to a question. */
    public static AnswerKind of(Profile profile, Complexity complexity, long inputTokens) {
      int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(inputTokens, 1));
      return new AnswerKind(profile.name(), complexity, bits / 2);
    }
  }

  /**
   * The expected length of an answer.
   *
   * @param tokens the distribution of the tokens of the whole answer
   * @param samples the number of measured answers behind it
   */
  public record LengthEstimate(Distribution tokens, long samples, double charactersPerToken) {}

  /** A cached estimate and when it was computed. */
  private record CachedEstimate(LengthEstimate estimate, long computedNanos) {}

  FirstEstimates firstEstimates() {
    return firstEstimates;
  }

  /** Estimates the length of an answer of the given kind, from data that may be slightly stale. */
  public LengthEstimate estimate(AnswerKind kind, ExpectedLength prior) {
    long now = nanoTime.getAsLong();
    CachedEstimate cached = cachedEstimates.get(kind);
    if (cached != null && now - cached.computedNanos < CACHE_TTL_NANOS) {
      return cached.estimate;
    }
    LengthEstimate estimate = computeEstimate(kind, prior);
    cachedEstimates.put(kind, new CachedEstimate(estimate, now));
    return estimate;
  }

  private LengthEstimate computeEstimate(AnswerKind kind, ExpectedLength prior) {
    Distribution own = window(kind).newest(MAX_SAMPLES);
    Distribution all = own;
    double missing = MIN_SAMPLES - own.count();
    if (missing > 0) {
      Distribution profile = window(kind.profile).newest(MAX_SAMPLES);
      double borrowed = Math.min(missing, profile.count());
      all = own.plus(profile.withWeight(borrowed));
      all =
          missing > borrowed
              ? all.plus(Distribution.logNormal(prior.p50(), prior.p99(), missing - borrowed))
              : all;
    }
    return new LengthEstimate(
        all,
        (long) own.count(),
        charactersPerToken.getOrDefault(kind.profile, DEFAULT_CHARACTERS_PER_TOKEN));
  }

  /** Records a complete answer. */
  public void recordComplete(AnswerKind kind, long tokens, long characters) {
    if (tokens > 0) {
      window(kind).record((double) tokens);
      window(kind.profile).record((double) tokens);
      charactersPerToken.merge(
          kind.profile,
          (double) characters / tokens,
          (average, measured) -> average + SMOOTHING_FACTOR * (measured - average));
    }
  }

  /** Records an answer that was truncated at its maximum length. */
  public void recordTruncated(AnswerKind kind, long tokens) {
    if (tokens > 0) {
      window(kind).recordCensored((double) tokens);
      window(kind.profile).recordCensored((double) tokens);
    }
  }

  private SlidingWindow window(Object key) {
    return windows.computeIfAbsent(
        key, _ -> new SlidingWindow(SLICE_DURATION, SLICE_COUNT, nanoTime));
  }
}
