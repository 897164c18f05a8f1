package dev.firstword.bench.models;

import dev.firstword.answer.AnswerLengths;
import dev.firstword.answer.AnswerLengths.Kind;
import dev.firstword.answer.Estimator;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.virtual.LogNormal;
import dev.firstword.bench.virtual.VirtualLoop;
import dev.firstword.profile.Profile;
import dev.firstword.profile.Profiles;
import dev.firstword.protocol.TurnEvent.Estimate;
import dev.firstword.routing.Complexity;
import dev.firstword.routing.live.LiveProfile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Whether "about 12 seconds" is true: an hour of a real chat service, whose answers a model writes
 * with drawn first tokens and paces. The estimator learns from the first half of the hour. In the
 * second half each turn's first estimate, made before a word has come, is held against what the
 * turn then took: once with what was learned by half-time, once learning on as the product does.
 */
final class EstimateQuestion {

  private static final int SEEDS = 5;
  private static final LogNormal FIRST_TOKEN = new LogNormal(700, 2_000);
  private static final LogNormal PACE = new LogNormal(75, 110);

  /** What a thousand tokens of a prompt add to the first token. */
  private static final double MS_PER_THOUSAND_TOKENS = 110;

  /** Of the interval from the tenth to the ninetieth percentile. */
  private static final double LEAST_COVERED = 75;

  private static final double MOST_COVERED = 85;
  private static final double CHARACTERS_PER_TOKEN = 4.2;
  private static final Profile PROFILE = Profiles.standardChat();

  private EstimateQuestion() {}

  static void ask(Passes passes) throws IOException {
    List<AzureTrace.Request> trace = AzureTrace.read();
    for (int seed = 0; seed < SEEDS; seed++) {
      judge(passes, "estimate, learned by half-time: ", trace, seed, false);
      judge(passes, "estimate, learning on: ", trace, seed, true);
    }
  }

  private static void judge(
      Passes passes, String what, List<AzureTrace.Request> trace, int seed, boolean learnsOn) {
    List<Judged> judged = new Hour(seed, learnsOn).of(trace);
    double covered = 100.0 * judged.stream().filter(Judged::isCovered).count() / judged.size();
    passes.record(
        what + "turns inside its 80 % interval", covered, "%", Target.atLeast(LEAST_COVERED));
    passes.record(
        what + "the same, not too wide either", covered, "%", Target.atMost(MOST_COVERED));
    passes.record(
        what + "median error of the total's p50",
        100 * VirtualTurns.median(judged.stream().mapToDouble(Judged::error).toArray()),
        "%");
    passes.record(
        what + "median width of the interval",
        VirtualTurns.median(judged.stream().mapToDouble(Judged::width).toArray()) / 1_000,
        "s");
  }

  /** An estimate, and what came of it. */
  private record Judged(Estimate estimate, double totalMs) {

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

  /** The hour, with a model whose times are drawn. */
  private static final class Hour {
    private final VirtualLoop loop = new VirtualLoop();
    private final AnswerLengths lengths = new AnswerLengths(loop::nanoTime);
    private final LiveProfile model =
        new LiveProfile(FIRST_TOKEN.p50(), FIRST_TOKEN.p99(), PACE.p50(), loop::nanoTime);
    private final RandomGenerator random;
    private final boolean learnsOn;
    private final List<Judged> judged = new ArrayList<>();

    Hour(int seed, boolean learnsOn) {
      this.random = new SplittableRandom(seed);
      this.learnsOn = learnsOn;
    }

    List<Judged> of(List<AzureTrace.Request> trace) {
      for (int i = 0; i < trace.size(); i++) {
        AzureTrace.Request request = trace.get(i);
        boolean isFirstHalf = i < trace.size() / 2;
        var _ = loop.schedule(request.after(), () -> turn(request, isFirstHalf));
      }
      loop.run();
      return judged;
    }

    private void turn(AzureTrace.Request request, boolean isFirstHalf) {
      double pace = PACE.draw(random);
      double firstTokenMs =
          FIRST_TOKEN.draw(random) + MS_PER_THOUSAND_TOKENS * request.promptTokens() / 1_000;
      double totalMs = firstTokenMs + (request.answerTokens() - 1) * 1_000 / pace;
      Kind kind = Kind.of(PROFILE, Complexity.MODERATE, request.promptTokens());
      if (!isFirstHalf) {
        judged.add(new Judged(estimate(kind, request), totalMs));
      }
      // The model is measured all the time; what is judged is whether lengths are known.
      model.firstToken(request.promptTokens(), firstTokenMs);
      model.pace(pace);
      if (isFirstHalf || learnsOn) {
        lengths.written(
            kind,
            request.answerTokens(),
            Math.round(request.answerTokens() * CHARACTERS_PER_TOKEN));
      }
    }

    private Estimate estimate(Kind kind, AzureTrace.Request request) {
      List<Estimate> told = new ArrayList<>();
      Estimator estimator =
          new Estimator(
              lengths.expected(kind, PROFILE.answering().length()),
              0,
              loop.nanoTime(),
              loop,
              told::add);
      estimator.modelAsked(model.firstTokenMs(request.promptTokens()), model.tokensPerSecond());
      estimator.stop();
      return told.getFirst();
    }
  }
}
