package dev.firstword.operations.diagnosis;

import dev.firstword.operations.diagnosis.ConfiguredModels.Model;
import dev.firstword.operations.metrics.RecentTurn;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Detects simple questions that are answered by a model made for complex ones. */
final class HeavyModelRule implements DiagnosticRule {

  private static final String SIMPLE = "simple";
  private static final double MIN_SHARE = 0.2;

  @Override
  public String id() {
    return "heavy_model";
  }

  @Override
  public Optional<Recommendation> examine(TurnSample sample) {
    Optional<Model> fastest = sample.models().fastest();
    if (fastest.isEmpty()) {
      return Optional.empty();
    }
    Model fastModel = fastest.get();
    List<RecentTurn> overpowered =
        sample.turns().stream().filter(kept -> isOverpowered(kept, fastModel, sample)).toList();
    double share = (double) overpowered.size() / Math.max(1, sample.turns().size());
    if (overpowered.size() < TurnSample.MIN_TURNS || share < MIN_SHARE) {
      return Optional.empty();
    }
    Pace currentPace = Pace.measured(overpowered);
    Pace fasterPace = Pace.of(fastModel, sample);
    if (fasterPace.ttftAt(0.5) >= currentPace.ttftAt(0.5)) {
      return Optional.empty();
    }
    double pinned =
        (double) overpowered.stream().filter(kept -> kept.turn().reason().equals("pinned")).count()
            / overpowered.size();
    return Optional.of(
        new Recommendation(
            id(),
            "Simple questions wait for a model made for complex ones",
            "Let the server choose the model: simple questions go to " + fastModel.name() + ".",
            pinned > 0.5
                ? "profiles." + TurnSample.mostCommonProfile(overpowered) + ".model: (leave it out)"
                : "routing.complexity.simple_below_words: (raise it)",
            share,
            List.of(
                new Evidence(
                    "share of turns with a simple question and a heavy model", share, MIN_SHARE),
                Evidence.of("share of those whose model was pinned", pinned),
                new Evidence(
                    "model_ttft_ms p50 of those", currentPace.ttftAt(0.5), fasterPace.ttftAt(0.5))),
            Saving.replay(
                fasterPace.basis,
                sample.turns(),
                (kept, times) ->
                    isOverpowered(kept, fastModel, sample)
                        ? replay(kept, times, currentPace, fasterPace)
                        : times)));
  }

  private static boolean isOverpowered(RecentTurn kept, Model fastModel, TurnSample sample) {
    return kept.turn().kind().equals(SIMPLE)
        && sample
            .models()
            .find(kept.turn().model())
            .filter(model -> model.relativeCost() > fastModel.relativeCost())
            .isPresent();
  }

  /**
   * Replays a turn at the same rank: a turn that was slow with its own model is slow with the
   * faster one.
   */
  private static TurnTimes replay(
      RecentTurn kept, TurnTimes times, Pace currentPace, Pace fasterPace) {
    double rank = currentPace.rankOf(TurnSample.modelTtftMs(kept));
    double savedTtftMs = TurnSample.modelTtftMs(kept) - fasterPace.ttftAt(rank);
    double generation = TurnSample.generationMs(kept);
    double savedGenerationMs =
        fasterPace.tokensPerSecond > 0
            ? generation - kept.turn().usage().answerTokens() * 1e3 / fasterPace.tokensPerSecond
            : 0;
    TurnTimes first = times.startingEarlier(savedTtftMs);
    return Double.isNaN(savedGenerationMs) ? first : first.endingEarlier(savedGenerationMs);
  }

  /**
   * How fast a model is.
   *
   * @param basis how that is known
   */
  private record Pace(List<Double> sortedTtftMs, double tokensPerSecond, String basis) {

    static Pace measured(List<RecentTurn> turns) {
      List<Double> sorted =
          turns.stream()
              .map(TurnSample::modelTtftMs)
              .filter(ms -> !Double.isNaN(ms))
              .sorted()
              .toList();
      ExactPercentiles pace =
          ExactPercentiles.of(
              turns,
              kept -> {
                Double tokens = kept.turn().tokensPerSecond();
                return tokens == null ? Double.NaN : tokens;
              });
      return new Pace(sorted, pace.isEmpty() ? 0 : pace.p50(), sorted.size() + " answers of it");
    }

    static Pace of(Model model, TurnSample sample) {
      List<RecentTurn> own =
          sample.turns().stream().filter(kept -> kept.turn().model().equals(model.name())).toList();
      if (own.size() >= TurnSample.MIN_TURNS) {
        Pace measured = measured(own);
        return new Pace(
            measured.sortedTtftMs,
            measured.tokensPerSecond,
            model.name() + " as measured, from " + measured.basis);
      }
      return new Pace(
          Arrays.stream(model.expectedTtftMs()).boxed().toList(),
          model.tokensPerSecond(),
          model.name() + " as the configuration expects it");
    }

    double ttftAt(double share) {
      int index = (int) Math.ceil(share * sortedTtftMs.size() - 1e-9) - 1;
      return sortedTtftMs.get(Math.clamp(index, 0, sortedTtftMs.size() - 1));
    }

    /** Returns the share of first tokens that came no later. */
    double rankOf(double ms) {
      long upTo = sortedTtftMs.stream().filter(each -> each <= ms).count();
      return (double) upTo / sortedTtftMs.size();
    }
  }
}
