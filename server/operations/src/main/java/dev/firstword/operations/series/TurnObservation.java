package dev.firstword.operations.series;

import dev.firstword.core.timeline.TimelineSnapshot.Span;
import dev.firstword.operations.record.FinishedTurn;
import dev.firstword.operations.record.FinishedTurn.Outcome;
import dev.firstword.operations.record.Measure;
import dev.firstword.operations.record.Vitals;
import dev.firstword.operations.slo.Slo;
import dev.firstword.operations.slo.Slos;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values to count for a finished turn, or for vitals reported later.
 *
 * @param outcome null for vitals, whose turn was counted when it ended
 * @param good whether the turn met every SLO it can be judged by; null if there is none
 * @param sloResults whether the turn met each SLO, by the SLO's key
 */
record TurnObservation(
    @Nullable Outcome outcome,
    Map<String, Double> measures,
    @Nullable Boolean good,
    Map<String, Boolean> sloResults) {

  static TurnObservation of(FinishedTurn turn, Slos slos) {
    Map<String, Double> measures = new LinkedHashMap<>();
    add(measures, Measure.TTFT, turn.ttftMs());
    add(measures, Measure.FIRST_TOKEN, turn.firstTokenMs());
    add(measures, Measure.THINKING, turn.thinkingMs());
    if (turn.outcome() == Outcome.DONE) {
      measures.put(Measure.TOTAL, turn.totalMs());
      measures.put(Measure.OUTPUT_TOKENS, (double) turn.usage().outputTokens());
      measures.put(Measure.INPUT_TOKENS, (double) turn.inputTokens());
    }
    if (turn.timeline().hasText()) {
      add(measures, Measure.MODEL_TTFT, turn.modelTtftMs());
      add(measures, Measure.GENERATION, turn.phaseMs("generation"));
    }
    add(measures, Measure.TOKENS_PER_SECOND, turn.tokensPerSecond());
    measures.put(Measure.SILENCE, turn.longestSilenceMs());
    for (Span span : turn.timeline().spans()) {
      measures.merge(Measure.phase(span.name()), span.durationMicros() / 1e3, Math::max);
    }
    Map<String, Boolean> sloResults = new HashMap<>();
    boolean good = turn.outcome() != Outcome.FAILED;
    boolean isEvaluated = turn.outcome() != Outcome.CANCELLED;
    for (Slo slo : slos.of(turn)) {
      Optional<Boolean> met = slo.isMetBy(turn);
      met.ifPresent(value -> sloResults.put(slo.key(), value));
      good &= met.orElse(true);
      isEvaluated |= !met.orElse(true);
    }
    return new TurnObservation(turn.outcome(), measures, isEvaluated ? good : null, sloResults);
  }

  static TurnObservation of(Vitals vitals, FinishedTurn turn, Slos slos) {
    Map<String, Double> measures = new LinkedHashMap<>();
    add(measures, Measure.SEEN_ECHO, vitals.echoMs());
    add(measures, Measure.SEEN_FEEDBACK, vitals.feedbackMs());
    add(measures, Measure.SEEN_FIRST_TEXT, vitals.firstTextMs());
    add(measures, Measure.SEEN_SILENCE, vitals.longestSilenceMs());
    if (!vitals.abandoned()) {
      add(measures, Measure.SEEN_TOTAL, vitals.totalMs());
    }
    Map<String, Boolean> sloResults = new HashMap<>();
    for (Slo slo : slos.of(turn)) {
      Double value = measures.get(slo.measure());
      if (value != null) {
        sloResults.put(slo.key(), value <= slo.limit());
      }
    }
    return new TurnObservation(null, measures, null, sloResults);
  }

  private static void add(Map<String, Double> measures, String name, @Nullable Double value) {
    if (value != null) {
      measures.put(name, value);
    }
  }
}
