package dev.firstword.answer;

import dev.firstword.profile.Answering.ExpectedLength;
import dev.firstword.profile.Profile;
import dev.firstword.routing.Complexity;
import dev.firstword.window.Distribution;
import dev.firstword.window.SlidingWindow;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * How long answers are, by what was asked: learned from those that were written to their end, over
 * the last day. Where few of a kind were, those of the whole profile stand in for it, and where
 * those are few too, what the profile expects. From any thread.
 */
public final class AnswerLengths {

  private static final Duration SLICE = Duration.ofHours(1);
  private static final int SLICES = 24;

  /** As many of the newest as are looked at. */
  private static final int NEWEST = 500;

  /** From so many on, a kind speaks for itself. */
  private static final int ENOUGH = 60;

  /** English text in common tokenizers, until it was measured. */
  private static final double CHARACTERS_PER_TOKEN = 4.2;

  /** How much a new answer moves the measured characters of a token. */
  private static final double SHARE_OF_NEWEST = 0.05;

  /**
   * How long what was found is gone by: turns that begin together share it, as they keep it for as
   * long as they last.
   */
  private static final long REFRESH_NANOS = Duration.ofMillis(250).toNanos();

  private final Map<Object, SlidingWindow> windows = new ConcurrentHashMap<>();
  private final Map<String, Double> charactersPerToken = new ConcurrentHashMap<>();
  private final Map<Kind, Known> known = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  public AnswerLengths(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * What answers are compared by. There are as many as profiles times complexities times powers of
   * four, so they need no bound.
   *
   * @param inputSize the power of four that the prompt's tokens reach
   */
  public record Kind(String profile, Complexity complexity, int inputSize) {

    /** Of a question. */
    public static Kind of(Profile profile, Complexity complexity, long inputTokens) {
      int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(inputTokens, 1));
      return new Kind(profile.name(), complexity, bits / 2);
    }
  }

  /**
   * What is to be expected.
   *
   * @param tokens of the whole answer
   * @param samples how many answers were measured that it rests on
   */
  public record Expected(Distribution tokens, long samples, double charactersPerToken) {}

  /** What was expected of a kind when it was last looked at. */
  private record Known(Expected expected, long atNanos) {}

  /** What an answer of that kind is going to be like, as it was known a moment ago. */
  public Expected expected(Kind kind, ExpectedLength otherwise) {
    long now = nanoTime.getAsLong();
    Known last = known.get(kind);
    if (last != null && now - last.atNanos < REFRESH_NANOS) {
      return last.expected;
    }
    Expected expected = measured(kind, otherwise);
    known.put(kind, new Known(expected, now));
    return expected;
  }

  private Expected measured(Kind kind, ExpectedLength otherwise) {
    Distribution own = window(kind).newest(NEWEST);
    Distribution all = own;
    double missing = ENOUGH - own.count();
    if (missing > 0) {
      Distribution profile = window(kind.profile).newest(NEWEST);
      double borrowed = Math.min(missing, profile.count());
      all = own.with(profile.weighing(borrowed));
      all =
          missing > borrowed
              ? all.with(
                  Distribution.logNormal(otherwise.p50(), otherwise.p99(), missing - borrowed))
              : all;
    }
    return new Expected(
        all,
        (long) own.count(),
        charactersPerToken.getOrDefault(kind.profile, CHARACTERS_PER_TOKEN));
  }

  /** An answer was written to its end. */
  public void written(Kind kind, long tokens, long characters) {
    if (tokens > 0) {
      window(kind).record((double) tokens);
      window(kind.profile).record((double) tokens);
      charactersPerToken.merge(
          kind.profile,
          (double) characters / tokens,
          (old, ours) -> old + SHARE_OF_NEWEST * (ours - old));
    }
  }

  /** An answer was cut at the longest length allowed. */
  public void cut(Kind kind, long tokens) {
    if (tokens > 0) {
      window(kind).recordAtLeast((double) tokens);
      window(kind.profile).recordAtLeast((double) tokens);
    }
  }

  private SlidingWindow window(Object key) {
    return windows.computeIfAbsent(key, _ -> new SlidingWindow(SLICE, SLICES, nanoTime));
  }
}
