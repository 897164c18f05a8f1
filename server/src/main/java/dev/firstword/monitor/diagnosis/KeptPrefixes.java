package dev.firstword.monitor.diagnosis;

import dev.firstword.monitor.FinishedTurn;
import dev.firstword.monitor.KeptTurn;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Which of some turns would have found the beginning of their prompt kept, had it been marked: a
 * provider has it from the first token of a turn that wrote it, and for five minutes from when it
 * was last read. Those before, those at the same time and those after a longer pause miss it, and
 * at p95 they count.
 */
final class KeptPrefixes {

  /** How long a provider keeps the beginning of a prompt, unless it is told otherwise. */
  static final Duration LIFE = Duration.ofMinutes(5);

  private final Set<String> found = new HashSet<>();

  /** Since when one is kept and until when, in microseconds since 1970. */
  private record Kept(long fromMicros, long untilMicros) {}

  /** Nothing is kept before the first of them. */
  KeptPrefixes(List<KeptTurn> turns) {
    Map<String, Kept> kept = new HashMap<>();
    turns.stream()
        .map(KeptTurn::turn)
        .sorted(Comparator.comparingLong(KeptPrefixes::calledMicros))
        .forEach(turn -> {
          long called = calledMicros(turn);
          Kept before = kept.get(prefix(turn));
          long from = startMicros(turn) + turn.recording().ttftMicros();
          if (before != null && called < before.untilMicros) {
            from = Math.min(before.fromMicros, from);
          }
          if (from <= called) {
            found.add(turn.turnId());
          }
          kept.put(prefix(turn), new Kept(from, untilMicros(called)));
        });
  }

  boolean wouldBeFoundBy(KeptTurn kept) {
    return found.contains(kept.turn().turnId());
  }

  int found() {
    return found.size();
  }

  private static String prefix(FinishedTurn turn) {
    return turn.model() + " " + turn.profile();
  }

  private static long untilMicros(long usedMicros) {
    return usedMicros + TimeUnit.MILLISECONDS.toMicros(LIFE.toMillis());
  }

  private static long startMicros(FinishedTurn turn) {
    return TimeUnit.MILLISECONDS.toMicros(turn.endedAtMs()) - turn.recording().totalMicros();
  }

  private static long calledMicros(FinishedTurn turn) {
    return startMicros(turn) + Sample.modelCalledMicros(turn);
  }
}
