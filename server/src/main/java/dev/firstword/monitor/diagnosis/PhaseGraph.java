package dev.firstword.monitor.diagnosis;

import dev.firstword.timeline.Recording.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Which phases a phase has to wait for, and when everything would end if some took another time.
 * The same graph that the preparation runs by, which a test holds this one against.
 */
public final class PhaseGraph {

  /**
   * Before the model. A phase that a profile adds needs nothing, and the prompt does not need it.
   */
  public static final Map<String, Set<String>> NEEDS =
      Map.of(
          "auth", Set.of(),
          "history", Set.of(),
          "embedding", Set.of(),
          "search", Set.of("embedding"),
          "reranking", Set.of("search"),
          "prompt", Set.of("auth", "history", "search", "reranking"));

  private PhaseGraph() {}

  /**
   * When the model would be called, in microseconds since the request, if each phase began as soon
   * as what it needs had ended. What a phase waited without any other going on (for a thread, for
   * the message to be stored) it would still wait.
   *
   * @param spans in order of their start, up to the model's
   * @param duration how long a phase would take
   */
  static long modelCalled(List<Span> spans, long calledMicros, ToLongFunction<Span> duration) {
    Map<String, Long> ends = new HashMap<>();
    long last = 0;
    long lastMeasured = 0;
    for (Span span : spans) {
      long needed = 0;
      long neededMeasured = 0;
      for (Span other : spans) {
        if (other.startMicros() <= span.startMicros()
            && NEEDS.getOrDefault(span.name(), Set.of()).contains(other.name())
            && ends.containsKey(other.name())) {
          needed = Math.max(needed, ends.getOrDefault(other.name(), 0L));
          neededMeasured = Math.max(neededMeasured, other.endMicros());
        }
      }
      long waited = idle(spans, neededMeasured, span);
      long end = needed + waited + duration.applyAsLong(span);
      ends.merge(span.name(), end, Math::max);
      last = Math.max(last, end);
      lastMeasured = Math.max(lastMeasured, span.endMicros());
    }
    return last + Math.max(0, calledMicros - lastMeasured);
  }

  /** How much of the time from that moment to the start of a span no other was under way. */
  private static long idle(List<Span> spans, long fromMicros, Span until) {
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

  /** How much of a span passed while it could have been under way at once with an earlier one. */
  static long waitedForOthers(List<Span> spans, Span span) {
    long needed = 0;
    for (Span other : spans) {
      if (NEEDS.getOrDefault(span.name(), Set.of()).contains(other.name())
          && other.startMicros() <= span.startMicros()) {
        needed = Math.max(needed, other.endMicros());
      }
    }
    return Math.max(0, span.startMicros() - needed - idle(spans, needed, span));
  }
}
