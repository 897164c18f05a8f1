package dev.firstword.answer;

import dev.firstword.answer.AnswerLengths.Expected;
import dev.firstword.loop.EventLoop;
import dev.firstword.protocol.TurnEvent.Estimate;
import dev.firstword.protocol.TurnEvent.Spread;
import dev.firstword.window.Distribution;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Estimates how long one turn is going to take, and corrects that while it goes on: from how quick
 * the model is by now, how long such answers are, how long this one is already and what it has
 * taken so far. What is past is never promised. Confined to the turn's loop.
 */
public final class Estimator {

  /** People read seconds; more often would be restless. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** By how much an estimate has to move to be told again. */
  private static final double MOVED = 0.2;

  private static final int POINTS_OF_FIRST_TOKEN = 11;
  private static final int POINTS_OF_PACE = 5;
  private static final int POINTS_OF_LENGTH = 25;

  /** From then on the pace of this answer says more than that of others. */
  private static final double OWN_PACE_AFTER_MS = 1_000;

  /** From so many complete sections on, they say more of the length than other answers do. */
  private static final int TELLING_SECTIONS = 2;

  /** How much sections of one answer differ in length, as the deviation of the logarithm. */
  private static final double SPREAD_OF_SECTIONS = 0.4;

  private static final double NORMAL_P99 = 2.3263;

  private final Expected expected;
  private final long receivedNanos;
  private final EventLoop loop;
  private final Listener listener;
  private Distribution firstTokenMs = Distribution.nothing();
  private Distribution tokensPerSecond = Distribution.nothing();
  private Distribution lengthTokens;
  private long askedNanos;
  private long firstTextNanos = -1;
  private final long charactersBefore;
  private long characters;
  private @Nullable Estimate told;
  private EventLoop.@Nullable Timer timer;

  /**
   * For a turn whose request came at that time.
   *
   * @param charactersBefore what there is of the answer already, where it is only gone on with
   */
  public Estimator(
      Expected expected,
      long charactersBefore,
      long receivedNanos,
      EventLoop loop,
      Listener listener) {
    this.expected = expected;
    this.lengthTokens = expected.tokens();
    this.charactersBefore = charactersBefore;
    this.receivedNanos = receivedNanos;
    this.loop = loop;
    this.listener = listener;
  }

  /** Hears the estimate, and hears it again when it has moved; on the loop. */
  public interface Listener {
    void onEstimate(Estimate estimate);
  }

  /** A model is asked, of which this is known; another one than before, perhaps. */
  public void modelAsked(Distribution ttftMs, Distribution pace) {
    firstTokenMs = ttftMs;
    tokensPerSecond = pace;
    if (firstTextNanos < 0) {
      askedNanos = loop.nanoTime();
    }
    look();
  }

  /** A model that was asked beside another one speaks first: there is no new wait. */
  public void modelSpeaks(Distribution pace) {
    tokensPerSecond = pace;
  }

  /** A piece of the answer came. */
  public void textCame(int length) {
    characters += length;
    if (firstTextNanos < 0) {
      firstTextNanos = loop.nanoTime();
      look();
    }
  }

  /** So many sections of the answer are complete. */
  public void sectionsComplete(int complete, int count) {
    if (complete >= TELLING_SECTIONS && complete < count) {
      double whole = tokens() / complete * count;
      double sigma = SPREAD_OF_SECTIONS * Math.sqrt((double) (count - complete)) / count;
      lengthTokens = Distribution.logNormal(whole, whole * Math.exp(sigma * NORMAL_P99), 1);
      look();
    }
  }

  /** The answer has ended, or nobody waits for it any more. */
  public void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void look() {
    stop();
    timer = loop.schedule(BETWEEN_LOOKS, this::look);
    Estimate now = firstTextNanos < 0 ? beforeFirstText() : sinceFirstText();
    if (hasMoved(now)) {
      told = now;
      listener.onEstimate(now);
    }
  }

  private Estimate beforeFirstText() {
    double before = milliseconds(askedNanos - receivedNanos);
    double waited = milliseconds(loop.nanoTime() - askedNanos);
    double[] first = firstTokenMs.pointsBeyond(waited, POINTS_OF_FIRST_TOKEN);
    double[] paces = tokensPerSecond.points(POINTS_OF_PACE);
    double[] lengths = lengthTokens.pointsBeyond(tokens(), POINTS_OF_LENGTH);
    double[] totals = new double[first.length * paces.length * lengths.length];
    int i = 0;
    for (double ttft : first) {
      for (double pace : paces) {
        for (double length : lengths) {
          totals[i++] = before + ttft + Math.max(0, length - tokens() - 1) * 1e3 / pace;
        }
      }
    }
    Arrays.sort(totals);
    Spread ttft =
        new Spread(
            Math.round(before + firstTokenMs.quantileBeyond(waited, 0.1)),
            Math.round(before + firstTokenMs.quantileBeyond(waited, 0.5)),
            Math.round(before + firstTokenMs.quantileBeyond(waited, 0.9)));
    return new Estimate(
        ttft, new Spread(at(totals, 0.1), at(totals, 0.5), at(totals, 0.9)), expected.samples());
  }

  private static long at(double[] sorted, double share) {
    return Math.round(sorted[(int) (share * (sorted.length - 1))]);
  }

  private Estimate sinceFirstText() {
    long first = Math.round(milliseconds(firstTextNanos - receivedNanos));
    Spread ttft = new Spread(first, first, first);
    return new Estimate(ttft, new Spread(total(0.1), total(0.5), total(0.9)), expected.samples());
  }

  private long total(double share) {
    double left = Math.max(0, lengthTokens.quantileBeyond(tokens(), share) - tokens());
    return Math.round(milliseconds(loop.nanoTime() - receivedNanos) + left * 1e3 / pace());
  }

  /** This answer's own pace as soon as it has one. */
  private double pace() {
    double writing = milliseconds(loop.nanoTime() - firstTextNanos);
    return writing < OWN_PACE_AFTER_MS
        ? tokensPerSecond.quantile(0.5)
        : Math.max(characters / expected.charactersPerToken() * 1e3 / writing, 1e-3);
  }

  private double tokens() {
    return (charactersBefore + characters) / expected.charactersPerToken();
  }

  private boolean hasMoved(Estimate now) {
    Estimate before = told;
    return before == null
        || (firstTextNanos < 0 && hasMoved(before.ttftMs(), now.ttftMs()))
        || hasMoved(before.totalMs(), now.totalMs());
  }

  private static boolean hasMoved(Spread before, Spread now) {
    return hasMoved(before.p50(), now.p50()) || hasMoved(before.p90(), now.p90());
  }

  private static boolean hasMoved(long before, long now) {
    return Math.abs(now - before) > MOVED * before;
  }

  private static double milliseconds(long nanos) {
    return nanos / 1e6;
  }
}
