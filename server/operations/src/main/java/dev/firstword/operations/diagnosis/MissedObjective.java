package dev.firstword.operations.diagnosis;

import dev.firstword.operations.series.WindowStats;
import dev.firstword.operations.series.WindowStats.SloCount;
import dev.firstword.operations.slo.Slo;
import dev.firstword.operations.slo.Slos;
import java.util.List;

/**
 * A service level objective that is missed, with the same counts as in the list of objectives.
 *
 * @param count the turns it applies to, and those within its limit
 */
public record MissedObjective(Slo slo, SloCount count) {

  /** Returns the objectives that a window misses. */
  static List<MissedObjective> of(Slos slos, WindowStats stats) {
    return slos.all().stream()
        .map(slo -> new MissedObjective(slo, stats.sloCount(slo.key())))
        .filter(MissedObjective::isMissed)
        .toList();
  }

  /** Returns the name of an objective, with the turns that it applies to if those are not all. */
  static String nameOf(Slo slo) {
    return slo.scope() instanceof Slo.Scope.All
        ? slo.name()
        : slo.name() + " (" + slo.scope().wireName() + ")";
  }

  private boolean isMissed() {
    return slo.stateOf(count.count(), count.within()) == Slo.State.BROKEN;
  }
}
