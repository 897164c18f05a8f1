package dev.firstword.operations.diagnosis;

import dev.firstword.core.timeline.TimelineSnapshot.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * The dependencies between phases, and when the model would be called if some phases took a
 * different time. A test compares this graph with the one that preparation executes.
 */
public final class PhaseGraph {

  /**
   * The phases before the model. A phase added by a profile has no dependencies, and the prompt
   * does not depend on it.
   */
  public static final Map<String, Set<String>> DEPENDENCIES =
      Map.of(
          "auth", Set.of(),
          "history", Set.of(),
          "embedding", Set.of(),
          "search", Set.of("embedding"),
          "reranking", Set.of("search"),
          "prompt", Set.of("auth", "history", "search", "reranking"));

  private PhaseGraph() {}

  /**
   * Returns when the model would be called, in microseconds since the request, if each phase began
   * as soon as its dependencies had ended. Time that a phase waited without any other one running
   * (for a thread, for the message to be stored) stays.
   *
   * @param spans the phases up to the call of the model, in order of their start
   * @param duration how long a phase would take
   */
  static long modelCallMicros(List<Span> spans, long calledMicros, ToLongFunction<Span> duration) {
    Map<String, Long> ends = new HashMap<>();
    long last = 0;
    long lastMeasured = 0;
    for (Span span : spans) {
      long needed = 0;
      long neededMeasured = 0;
      for (Span other : spans) {
        if (other.startMicros() <= span.startMicros()
            && DEPENDENCIES.getOrDefault(span.name(), Set.of()).contains(other.name())
            && ends.containsKey(other.name())) {
          needed = Math.max(needed, ends.getOrDefault(other.name(), 0L));
          neededMeasured = Math.max(neededMeasured, other.endMicros());
        }
      }
      long waited = idleMicros(spans, neededMeasured, span);
      long end = needed + waited + duration.applyAsLong(span);
      ends.merge(span.name(), end, Math::max);
      last = Math.max(last, end);
      lastMeasured = Math.max(lastMeasured, span.endMicros());
    }
    return last + Math.max(0, calledMicros - lastMeasured);
  }

  /** Returns for how long between that moment and the start of a span no other span was running. */
  private static long idleMicros(List<Span> spans, long fromMicros, Span until) {
    long idle = 0;
    long at = fromMicros;
    for (Span span : spans) { // In order of their start.
      if (span.startMicros() >= until.startMicros()) {
        continue;
      }
      if (span.startMicros() > at) {
        idle += span.startMicros() - at;
      }
      at = Math.max(at, span.endMicros());
    }
    return idle + Math.max(0, until.startMicros() - at);
  }

  /**
   * Returns for how long a span waited although it could have run in parallel with an earlier one.
   */
  static long avoidableWaitMicros(List<Span> spans, Span span) {
    long needed = 0;
    for (Span other : spans) {
      if (DEPENDENCIES.getOrDefault(span.name(), Set.of()).contains(other.name())
          && other.startMicros() <= span.startMicros()) {
        needed = Math.max(needed, other.endMicros());
      }
    }
    return Math.max(0, span.startMicros() - needed - idleMicros(spans, needed, span));
  }
}
