package dev.firstword.monitor.series;

import dev.firstword.monitor.FinishedTurn;
import dev.firstword.monitor.FinishedTurn.Outcome;
import dev.firstword.monitor.Measure;
import dev.firstword.monitor.Vitals;
import dev.firstword.monitor.level.ServiceLevel;
import dev.firstword.monitor.level.ServiceLevels;
import dev.firstword.timeline.Recording.Span;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What there is to count of one turn, or of what was seen of it later.
 *
 * @param outcome absent for what was seen: the turn was counted when it ended
 * @param good whether it met every level that it says something about; absent where it says nothing
 *     about any
 * @param levels whether it met them, by their keys
 */
record Observation(
    @Nullable Outcome outcome,
    Map<String, Double> measures,
    @Nullable Boolean good,
    Map<String, Boolean> levels) {

  static Observation of(FinishedTurn turn, ServiceLevels levels) {
    Map<String, Double> measures = new LinkedHashMap<>();
    add(measures, Measure.TTFT, turn.ttftMs());
    if (turn.outcome() == Outcome.DONE) {
      measures.put(Measure.TOTAL, turn.totalMs());
      measures.put(Measure.OUTPUT_TOKENS, (double) turn.usage().outputTokens());
      measures.put(Measure.INPUT_TOKENS, (double) turn.inputTokens());
    }
    if (turn.recording().hasText()) {
      add(measures, Measure.MODEL_TTFT, turn.phaseMs("model"));
      add(measures, Measure.GENERATION, turn.phaseMs("generation"));
    }
    add(measures, Measure.TOKENS_PER_SECOND, turn.tokensPerSecond());
    measures.put(Measure.SILENCE, turn.silenceMs());
    for (Span span : turn.recording().spans()) {
      measures.merge(Measure.phase(span.name()), span.durationMicros() / 1e3, Math::max);
    }
    Map<String, Boolean> kept = new HashMap<>();
    boolean good = turn.outcome() != Outcome.FAILED;
    boolean saysSomething = turn.outcome() != Outcome.CANCELLED;
    for (ServiceLevel level : levels.of(turn)) {
      Optional<Boolean> keeps = level.isKeptBy(turn);
      keeps.ifPresent(value -> kept.put(level.key(), value));
      good &= keeps.orElse(true);
      saysSomething |= !keeps.orElse(true);
    }
    return new Observation(turn.outcome(), measures, saysSomething ? good : null, kept);
  }

  static Observation of(Vitals seen, FinishedTurn turn, ServiceLevels levels) {
    Map<String, Double> measures = new LinkedHashMap<>();
    add(measures, Measure.SEEN_ECHO, seen.echoMs());
    add(measures, Measure.SEEN_FEEDBACK, seen.feedbackMs());
    add(measures, Measure.SEEN_FIRST_TEXT, seen.firstTextMs());
    add(measures, Measure.SEEN_SILENCE, seen.silenceMs());
    if (!seen.abandoned()) {
      add(measures, Measure.SEEN_TOTAL, seen.totalMs());
    }
    Map<String, Boolean> kept = new HashMap<>();
    for (ServiceLevel level : levels.of(turn)) {
      Double value = measures.get(level.measure());
      if (value != null) {
        kept.put(level.key(), value <= level.limit());
      }
    }
    return new Observation(null, measures, null, kept);
  }

  private static void add(Map<String, Double> measures, String name, @Nullable Double value) {
    if (value != null) {
      measures.put(name, value);
    }
  }
}
