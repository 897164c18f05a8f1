package dev.firstword.operations.diagnosis;

import dev.firstword.core.timeline.TimelineSnapshot.Span;
import dev.firstword.operations.metrics.Incident;
import dev.firstword.operations.metrics.RecentTurn;
import dev.firstword.operations.record.FinishedTurn;
import dev.firstword.operations.slo.Slo;
import dev.firstword.operations.slo.Slos;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The turns that a diagnosis is based on.
 *
 * @param turns turns with text, oldest first
 * @param incidents incidents in the same period
 */
record TurnSample(
    List<RecentTurn> turns, ConfiguredModels models, Slos slos, List<Incident> incidents) {

  /** With fewer turns nothing is concluded. */
  static final int MIN_TURNS = Slo.MIN_TURNS;

  TurnSample {
    turns = turns.stream().filter(kept -> kept.turn().timeline().hasText()).toList();
  }

  boolean isConclusive() {
    return turns.size() >= MIN_TURNS;
  }

  /** Returns the limit of the first SLO for a measure, or NaN if there is none. */
  double sloLimit(String measure) {
    return slos.all().stream()
        .filter(level -> level.measure().equals(measure))
        .mapToDouble(Slo::limit)
        .findFirst()
        .orElse(Double.NaN);
  }

  double share(Predicate<RecentTurn> predicate) {
    return turns.isEmpty() ? 0 : (double) turns.stream().filter(predicate).count() / turns.size();
  }

  /** Returns the time from the request to the call of the model. */
  static double beforeModelMs(RecentTurn kept) {
    return modelCallMicros(kept.turn()) / 1e3;
  }

  static long modelCallMicros(FinishedTurn turn) {
    return turn.timeline().spans().stream()
        .filter(span -> span.name().equals("model"))
        .mapToLong(Span::startMicros)
        .findFirst()
        .orElse(0);
  }

  private static final Set<String> NON_PREPARATION_PHASES =
      Set.of("store", "model", "thinking", "generation");

  /**
   * Returns the preparation phases in order of their start. Storing the message is excluded: some
   * phases wait for it, and that cannot be avoided.
   */
  static List<Span> preparationPhases(FinishedTurn turn) {
    return turn.timeline().spans().stream()
        .filter(span -> !NON_PREPARATION_PHASES.contains(span.name()))
        .toList();
  }

  static double modelTtftMs(RecentTurn kept) {
    Double ms = kept.turn().modelTtftMs();
    return ms == null ? Double.NaN : ms;
  }

  static double generationMs(RecentTurn kept) {
    Double ms = kept.turn().phaseMs("generation");
    return ms == null ? Double.NaN : ms;
  }

  /** Returns the profile of most turns, which a recommended setting applies to. */
  static String mostCommonProfile(List<RecentTurn> turns) {
    return turns.stream()
        .collect(Collectors.groupingBy(kept -> kept.turn().profile(), Collectors.counting()))
        .entrySet()
        .stream()
        .max(Comparator.comparingLong(Map.Entry::getValue))
        .map(Map.Entry::getKey)
        .orElse("chat");
  }
}
