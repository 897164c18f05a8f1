package dev.firstword.monitor.diagnosis;

import dev.firstword.monitor.FinishedTurn;
import dev.firstword.monitor.Incident;
import dev.firstword.monitor.KeptTurn;
import dev.firstword.monitor.level.ServiceLevel;
import dev.firstword.monitor.level.ServiceLevels;
import dev.firstword.timeline.Recording.Span;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a diagnosis looks at.
 *
 * @param turns those that came to a text, oldest first
 * @param incidents that befell no turn in particular, in the same time
 */
record Sample(
    List<KeptTurn> turns, ModelFacts models, ServiceLevels levels, List<Incident> incidents) {

  /** Fewer of a kind say nothing. */
  static final int LEAST = ServiceLevel.LEAST_TURNS;

  Sample {
    turns = turns.stream().filter(kept -> kept.turn().recording().hasText()).toList();
  }

  boolean isEnough() {
    return turns.size() >= LEAST;
  }

  /** The limit of the first level for that measure; NaN where there is none. */
  double limit(String measure) {
    return levels.all().stream()
        .filter(level -> level.measure().equals(measure))
        .mapToDouble(ServiceLevel::limit)
        .findFirst()
        .orElse(Double.NaN);
  }

  double share(Predicate<KeptTurn> of) {
    return turns.isEmpty() ? 0 : (double) turns.stream().filter(of).count() / turns.size();
  }

  /** From the request to the call of the model. */
  static double beforeModelMs(KeptTurn kept) {
    return modelCalledMicros(kept.turn()) / 1e3;
  }

  static long modelCalledMicros(FinishedTurn turn) {
    return turn.recording().spans().stream()
        .filter(span -> span.name().equals("model"))
        .mapToLong(Span::startMicros)
        .findFirst()
        .orElse(0);
  }

  private static final Set<String> NOT_PREPARING = Set.of("store", "model", "generation");

  /**
   * The phases that prepare for the model, in order of their start. While a message is being stored
   * some of them wait, and nothing else can be done about it.
   */
  static List<Span> beforeModel(FinishedTurn turn) {
    return turn.recording().spans().stream()
        .filter(span -> !NOT_PREPARING.contains(span.name()))
        .toList();
  }

  static double modelTtftMs(KeptTurn kept) {
    Double ms = kept.turn().phaseMs("model");
    return ms == null ? Double.NaN : ms;
  }

  static double generationMs(KeptTurn kept) {
    Double ms = kept.turn().phaseMs("generation");
    return ms == null ? Double.NaN : ms;
  }

  /** The profile that most turns have: the one that a setting is about. */
  static String profile(List<KeptTurn> turns) {
    return turns.stream()
        .collect(Collectors.groupingBy(kept -> kept.turn().profile(), Collectors.counting()))
        .entrySet()
        .stream()
        .max(Comparator.comparingLong(Map.Entry::getValue))
        .map(Map.Entry::getKey)
        .orElse("chat");
  }
}
