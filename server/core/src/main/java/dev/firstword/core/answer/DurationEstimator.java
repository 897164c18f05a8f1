package dev.firstword.core.answer;

import dev.firstword.core.answer.AnswerLengthStatistics.LengthEstimate;
import dev.firstword.core.answer.FirstEstimates.Percentiles;
import dev.firstword.core.answer.FirstEstimates.Statistics;
import dev.firstword.core.answer.FirstEstimates.Times;
import dev.firstword.core.statistics.Distribution;
import dev.firstword.relay.event.TurnEvent.Estimate;
import dev.firstword.relay.event.TurnEvent.Spread;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Estimates how long one turn will take, and updates the estimate as it runs. The inputs are the
 * current speed of the model, the length of similar answers, the text so far, and the elapsed time.
 * Never estimates a time in the past. Confined to the turn's loop.
 */
public final class DurationEstimator {

  /** People read whole seconds; more frequent updates would be distracting. */
  private static final Duration UPDATE_INTERVAL = Duration.ofSeconds(1);

  /** The relative change from which a new estimate is published. */
  private static final double CHANGE_THRESHOLD = 0.2;

  private static final int FIRST_TOKEN_POINTS = 11;
  private static final int TOKEN_RATE_POINTS = 5;
  private static final int LENGTH_POINTS = 25;

  /** The time after which the token rate of this answer is more informative than that of others. */
  private static final double OWN_RATE_AFTER_MS = 1_000;

  /**
   * The number of complete sections from which they predict the length better than other answers.
   */
  private static final int MIN_COMPLETE_SECTIONS = 2;

  /**
   * How much the sections of one answer vary in length: the standard deviation of the logarithm.
   */
  private static final double SECTION_LENGTH_SIGMA = 0.4;

  private static final double NORMAL_Z_P99 = 2.3263;

  private final LengthEstimate lengthEstimate;
  private final FirstEstimates firstEstimates;
  private final long receivedNanos;
  private final EventLoop loop;
  private final Listener listener;
  private Distribution firstTokenMs = Distribution.empty();
  private Distribution tokensPerSecond = Distribution.empty();
  private Distribution lengthTokens;
  private long modelCalledNanos;
  private long firstTextNanos = -1;
  private final long existingCharacters;
  private long characters;
  private @Nullable Estimate published;
  private EventLoop.@Nullable Timer timer;

  /**
   * Creates the estimator of a turn whose request was received at the given time.
   *
   * @param lengths the statistics that the length estimate is from
   * @param existingCharacters the characters of the answer that already exist, for a continuation
   */
  public DurationEstimator(
      AnswerLengthStatistics lengths,
      LengthEstimate lengthEstimate,
      long existingCharacters,
      long receivedNanos,
      EventLoop loop,
      Listener listener) {
    this.firstEstimates = lengths.firstEstimates();
    this.lengthEstimate = lengthEstimate;
    this.lengthTokens = lengthEstimate.tokens();
    this.existingCharacters = existingCharacters;
    this.receivedNanos = receivedNanos;
    this.loop = loop;
    this.listener = listener;
  }

  /**
   * Receives the first estimate, and a new one whenever it has changed enough. Called on the loop.
   */
  public interface Listener {
    void onEstimate(Estimate estimate);
  }

  /** Called when a model is called, with its known statistics; it may replace an earlier model. */
  public void onModelCalled(Distribution ttftMs, Distribution tokenRate) {
    firstTokenMs = ttftMs;
    tokensPerSecond = tokenRate;
    if (firstTextNanos < 0) {
      modelCalledNanos = loop.nanoTime();
    }
    update();
  }

  /** Called when a hedged call produces the first token: no new wait starts. */
  public void onHedgeWon(Distribution tokenRate) {
    tokensPerSecond = tokenRate;
  }

  /** Called when a chunk of the answer arrives. */
  public void onText(int length) {
    characters += length;
    if (firstTextNanos < 0) {
      firstTextNanos = loop.nanoTime();
      update();
    }
  }

  /** Called when the given number of sections is complete. */
  public void onSectionsComplete(int complete, int count) {
    if (complete >= MIN_COMPLETE_SECTIONS && complete < count) {
      double whole = tokensSoFar() / complete * count;
      double sigma = SECTION_LENGTH_SIGMA * Math.sqrt((double) (count - complete)) / count;
      lengthTokens = Distribution.logNormal(whole, whole * Math.exp(sigma * NORMAL_Z_P99), 1);
      update();
    }
  }

  /** Stops updating, because the answer has ended or is no longer needed. */
  public void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void update() {
    stop();
    timer = loop.schedule(UPDATE_INTERVAL, this::update);
    Estimate now = firstTextNanos < 0 ? estimateBeforeFirstText() : estimateAfterFirstText();
    if (hasChanged(now)) {
      published = now;
      listener.onEstimate(now);
    }
  }

  private Estimate estimateBeforeFirstText() {
    double before = milliseconds(modelCalledNanos - receivedNanos);
    double waited = milliseconds(loop.nanoTime() - modelCalledNanos);
    Times times =
        waited < 1 && existingCharacters == 0
            ? firstEstimates.get(
                new Statistics(firstTokenMs, tokensPerSecond, lengthTokens),
                () -> timesFromModelCall(0))
            : timesFromModelCall(waited);
    return new Estimate(
        spread(before, times.firstToken()),
        spread(before, times.total()),
        lengthEstimate.samples());
  }

  private static Spread spread(double before, Percentiles percentiles) {
    return new Spread(
        Math.round(before + percentiles.p10()),
        Math.round(before + percentiles.p50()),
        Math.round(before + percentiles.p90()));
  }

  /** Combines all distributions, given that no token has come for some time. */
  private Times timesFromModelCall(double waitedMs) {
    double[] first = firstTokenMs.quantilePointsGivenExceeds(waitedMs, FIRST_TOKEN_POINTS);
    double[] tokenRates = tokensPerSecond.quantilePoints(TOKEN_RATE_POINTS);
    double[] lengths = lengthTokens.quantilePointsGivenExceeds(tokensSoFar(), LENGTH_POINTS);
    double[] totals = new double[first.length * tokenRates.length * lengths.length];
    int i = 0;
    for (double ttft : first) {
      for (double tokenRate : tokenRates) {
        for (double length : lengths) {
          totals[i++] = ttft + Math.max(0, length - tokensSoFar() - 1) * 1e3 / tokenRate;
        }
      }
    }
    return new Times(
        new Percentiles(
            firstTokenMs.quantileGivenExceeds(waitedMs, 0.1),
            firstTokenMs.quantileGivenExceeds(waitedMs, 0.5),
            firstTokenMs.quantileGivenExceeds(waitedMs, 0.9)),
        Percentiles.of(totals));
  }

  private Estimate estimateAfterFirstText() {
    long first = Math.round(milliseconds(firstTextNanos - receivedNanos));
    Spread ttft = new Spread(first, first, first);
    return new Estimate(
        ttft, new Spread(totalMs(0.1), totalMs(0.5), totalMs(0.9)), lengthEstimate.samples());
  }

  private long totalMs(double quantile) {
    double left =
        Math.max(0, lengthTokens.quantileGivenExceeds(tokensSoFar(), quantile) - tokensSoFar());
    return Math.round(
        milliseconds(loop.nanoTime() - receivedNanos) + left * 1e3 / currentTokenRate());
  }

  /** The token rate of this answer, once it has one. */
  private double currentTokenRate() {
    double writing = milliseconds(loop.nanoTime() - firstTextNanos);
    return writing < OWN_RATE_AFTER_MS
        ? tokensPerSecond.quantile(0.5)
        : Math.max(characters / lengthEstimate.charactersPerToken() * 1e3 / writing, 1e-3);
  }

  private double tokensSoFar() {
    return (existingCharacters + characters) / lengthEstimate.charactersPerToken();
  }

  private boolean hasChanged(Estimate now) {
    Estimate before = published;
    return before == null
        || (firstTextNanos < 0 && hasChanged(before.ttftMs(), now.ttftMs()))
        || hasChanged(before.totalMs(), now.totalMs());
  }

  /** Whether an estimate differs enough from the one that readers know. */
  static boolean hasChanged(Estimate before, Estimate now) {
    return hasChanged(before.ttftMs(), now.ttftMs()) || hasChanged(before.totalMs(), now.totalMs());
  }

  private static boolean hasChanged(Spread before, Spread now) {
    return hasChanged(before.p50(), now.p50()) || hasChanged(before.p90(), now.p90());
  }

  private static boolean hasChanged(long before, long now) {
    return Math.abs(now - before) > CHANGE_THRESHOLD * before;
  }

  private static double milliseconds(long nanos) {
    return nanos / 1e6;
  }
}
