package dev.firstword.bench.models;

import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.virtual.LogNormal;
import dev.firstword.bench.virtual.VirtualEventLoop;
import dev.firstword.core.answer.AnswerLengthStatistics;
import dev.firstword.core.answer.AnswerLengthStatistics.AnswerKind;
import dev.firstword.core.answer.DurationEstimator;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.routing.Complexity;
import dev.firstword.core.routing.live.LatencyProfile;
import dev.firstword.relay.event.TurnEvent.Estimate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Measures the accuracy of duration estimates such as "about 12 seconds" over an hour of a real
 * chat service. A model with random times to first token and paces writes the answers. The
 * estimator learns from the first half of the hour.
 *
 * <p>In the second half, each turn's first estimate, made before its first token, is compared with
 * the turn's actual duration. One run uses only what was learned in the first half, and the other
 * keeps learning as the product does.
 */
final class EstimateAccuracyScenario {

  private static final int SEEDS = 5;
  private static final LogNormal FIRST_TOKEN = new LogNormal(700, 2_000);
  private static final LogNormal PACE = new LogNormal(75, 110);

  /** Milliseconds that a thousand prompt tokens add to the time to first token. */
  private static final double MS_PER_THOUSAND_TOKENS = 110;

  /** The allowed coverage of the interval from the 10th to the 90th percentile. */
  private static final double MIN_COVERED = 75;

  private static final double MAX_COVERED = 85;
  private static final double CHARACTERS_PER_TOKEN = 4.2;
  private static final Profile PROFILE = Profiles.defaultChat();

  private EstimateAccuracyScenario() {}

  static void measure(Measurements measurements) throws IOException {
    List<AzureTrace.Request> trace = AzureTrace.read();
    for (int seed = 0; seed < SEEDS; seed++) {
      evaluate(measurements, "estimate, learned by half-time: ", trace, seed, false);
      evaluate(measurements, "estimate, learning on: ", trace, seed, true);
    }
  }

  private static void evaluate(
      Measurements measurements,
      String what,
      List<AzureTrace.Request> trace,
      int seed,
      boolean keepsLearning) {
    List<Evaluation> evaluations = new TraceRun(seed, keepsLearning).run(trace);
    double covered =
        100.0 * evaluations.stream().filter(Evaluation::isCovered).count() / evaluations.size();
    measurements.record(
        what + "turns inside its 80 % interval", covered, "%", Target.atLeast(MIN_COVERED));
    measurements.record(
        what + "the same, not too wide either", covered, "%", Target.atMost(MAX_COVERED));
    measurements.record(
        what + "median error of the total's p50",
        100 * VirtualWorkload.median(evaluations.stream().mapToDouble(Evaluation::error).toArray()),
        "%");
    measurements.record(
        what + "median width of the interval",
        VirtualWorkload.median(evaluations.stream().mapToDouble(Evaluation::width).toArray())
            / 1_000,
        "s");
  }

  /** An estimate and the actual duration. */
  private record Evaluation(Estimate estimate, double totalMs) {

    boolean isCovered() {
      return totalMs >= estimate.totalMs().p10() && totalMs <= estimate.totalMs().p90();
    }

    double error() {
      return Math.abs(estimate.totalMs().p50() - totalMs) / totalMs;
    }

    double width() {
      return estimate.totalMs().p90() - estimate.totalMs().p10();
    }
  }

  /** A run of the trace, with a model whose latencies are random. */
  private static final class TraceRun {
    private final VirtualEventLoop loop = new VirtualEventLoop();
    private final AnswerLengthStatistics lengths = new AnswerLengthStatistics(loop::nanoTime);
    private final LatencyProfile model =
        new LatencyProfile(FIRST_TOKEN.p50(), FIRST_TOKEN.p99(), PACE.p50(), loop::nanoTime);
    private final RandomGenerator random;
    private final boolean keepsLearning;
    private final List<Evaluation> evaluations = new ArrayList<>();

    TraceRun(int seed, boolean keepsLearning) {
      this.random = new SplittableRandom(seed);
      this.keepsLearning = keepsLearning;
    }

    List<Evaluation> run(List<AzureTrace.Request> trace) {
      for (int i = 0; i < trace.size(); i++) {
        AzureTrace.Request request = trace.get(i);
        boolean isFirstHalf = i < trace.size() / 2;
        var _ = loop.schedule(request.offset(), () -> turn(request, isFirstHalf));
      }
      loop.run();
      return evaluations;
    }

    private void turn(AzureTrace.Request request, boolean isFirstHalf) {
      double pace = PACE.sample(random);
      double firstTokenMs =
          FIRST_TOKEN.sample(random) + MS_PER_THOUSAND_TOKENS * request.promptTokens() / 1_000;
      double totalMs = firstTokenMs + (request.answerTokens() - 1) * 1_000 / pace;
      AnswerKind kind = AnswerKind.of(PROFILE, Complexity.MODERATE, request.promptTokens());
      if (!isFirstHalf) {
        evaluations.add(new Evaluation(estimate(kind, request), totalMs));
      }
      // The model is always measured. What is evaluated is whether answer lengths are known.
      model.recordFirstToken(request.promptTokens(), firstTokenMs);
      model.recordThroughput(pace);
      if (isFirstHalf || keepsLearning) {
        lengths.recordComplete(
            kind,
            request.answerTokens(),
            Math.round(request.answerTokens() * CHARACTERS_PER_TOKEN));
      }
    }

    private Estimate estimate(AnswerKind kind, AzureTrace.Request request) {
      List<Estimate> published = new ArrayList<>();
      DurationEstimator estimator =
          new DurationEstimator(
              lengths,
              lengths.estimate(kind, PROFILE.answerPolicy().expectedLength()),
              0,
              loop.nanoTime(),
              loop,
              published::add);
      estimator.onModelCalled(model.firstTokenMs(request.promptTokens()), model.tokensPerSecond());
      estimator.stop();
      return published.getFirst();
    }
  }
}
