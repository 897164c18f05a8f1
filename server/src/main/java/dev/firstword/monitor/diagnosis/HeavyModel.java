package dev.firstword.monitor.diagnosis;

import dev.firstword.monitor.KeptTurn;
import dev.firstword.monitor.diagnosis.ModelFacts.Model;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Simple questions are answered by a model that is made for hard ones. */
final class HeavyModel implements Remedy {

  private static final String SIMPLE = "simple";
  private static final double LEAST_SHARE = 0.2;

  @Override
  public String id() {
    return "heavy_model";
  }

  @Override
  public Optional<Finding> examine(Sample sample) {
    Optional<Model> quickest = sample.models().quickest();
    if (quickest.isEmpty()) {
      return Optional.empty();
    }
    Model quick = quickest.get();
    List<KeptTurn> heavy =
        sample.turns().stream().filter(kept -> isTooMuch(kept, quick, sample)).toList();
    double share = (double) heavy.size() / Math.max(1, sample.turns().size());
    if (heavy.size() < Sample.LEAST || share < LEAST_SHARE) {
      return Optional.empty();
    }
    Pace now = Pace.measured(heavy);
    Pace then = Pace.of(quick, sample);
    if (then.firstToken(0.5) >= now.firstToken(0.5)) {
      return Optional.empty();
    }
    double pinned =
        (double) heavy.stream().filter(kept -> kept.turn().reason().equals("pinned")).count()
            / heavy.size();
    return Optional.of(
        new Finding(
            id(),
            "Simple questions wait for a model made for hard ones",
            "Let the server choose by the question: simple ones go to " + quick.name() + ".",
            pinned > 0.5
                ? "profiles." + Sample.profile(heavy) + ".model: (leave it out)"
                : "routing.complexity.simple_under: (raise it)",
            share,
            List.of(
                new Evidence(
                    "share of turns with a simple question and a heavy model", share, LEAST_SHARE),
                Evidence.of("share of those whose model was pinned", pinned),
                new Evidence(
                    "model_ttft_ms p50 of those", now.firstToken(0.5), then.firstToken(0.5))),
            Saving.replay(
                then.basis,
                sample.turns(),
                (kept, times) ->
                    isTooMuch(kept, quick, sample) ? with(kept, times, now, then) : times)));
  }

  private static boolean isTooMuch(KeptTurn kept, Model quick, Sample sample) {
    return kept.turn().kind().equals(SIMPLE)
        && sample
            .models()
            .find(kept.turn().model())
            .filter(model -> model.relativeCost() > quick.relativeCost())
            .isPresent();
  }

  /** The turn keeps its place: one that was slow among its like is slow among the others. */
  private static Times with(KeptTurn kept, Times times, Pace now, Pace then) {
    double place = now.place(Sample.modelTtftMs(kept));
    double sooner = Sample.modelTtftMs(kept) - then.firstToken(place);
    double generation = Sample.generationMs(kept);
    double shorter =
        then.tokensPerSecond > 0
            ? generation - kept.turn().usage().outputTokens() * 1e3 / then.tokensPerSecond
            : 0;
    Times first = times.sooner(sooner);
    return Double.isNaN(shorter) ? first : first.shorter(shorter);
  }

  /**
   * How quick a model is.
   *
   * @param basis how that is known
   */
  private record Pace(List<Double> firstTokensMs, double tokensPerSecond, String basis) {

    static Pace measured(List<KeptTurn> turns) {
      List<Double> sorted =
          turns.stream().map(Sample::modelTtftMs).filter(ms -> !Double.isNaN(ms)).sorted().toList();
      Spread pace =
          Spread.of(
              turns,
              kept -> {
                Double tokens = kept.turn().tokensPerSecond();
                return tokens == null ? Double.NaN : tokens;
              });
      return new Pace(sorted, pace.isEmpty() ? 0 : pace.p50(), sorted.size() + " answers of it");
    }

    static Pace of(Model model, Sample sample) {
      List<KeptTurn> own =
          sample.turns().stream().filter(kept -> kept.turn().model().equals(model.name())).toList();
      if (own.size() >= Sample.LEAST) {
        Pace measured = measured(own);
        return new Pace(
            measured.firstTokensMs,
            measured.tokensPerSecond,
            model.name() + " as measured, from " + measured.basis);
      }
      return new Pace(
          Arrays.stream(model.expectedTtftMs()).boxed().toList(),
          model.tokensPerSecond(),
          model.name() + " as the configuration expects it");
    }

    double firstToken(double share) {
      int place = (int) Math.ceil(share * firstTokensMs.size() - 1e-9) - 1;
      return firstTokensMs.get(Math.clamp(place, 0, firstTokensMs.size() - 1));
    }

    /** The share of first tokens that are no later. */
    double place(double ms) {
      long upTo = firstTokensMs.stream().filter(each -> each <= ms).count();
      return (double) upTo / firstTokensMs.size();
    }
  }
}
