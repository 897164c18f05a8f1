package dev.firstword.operations.slo;

import dev.firstword.operations.record.FinishedTurn;
import dev.firstword.operations.record.Measure;
import dev.firstword.operations.slo.Slo.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All configured SLOs. Of those with the same name, the one with the narrowest scope applies to a
 * turn.
 */
public record Slos(List<Slo> all) {

  /** 95 % of turns have a first text within 3 s, 99 % end within 30 s. */
  public static final Slos DEFAULTS =
      new Slos(
          List.of(
              new Slo("ttft", new Scope.All(), Measure.TTFT, 0.95, 3_000),
              new Slo("total", new Scope.All(), Measure.TOTAL, 0.99, 30_000)));

  public Slos {
    all = List.copyOf(all);
  }

  /** Returns the SLOs that apply to a turn. */
  public Collection<Slo> of(FinishedTurn turn) {
    Map<String, Slo> byName = new LinkedHashMap<>();
    for (Slo slo : all) {
      if (slo.scope().includes(turn)) {
        byName.merge(
            slo.name(),
            slo,
            (one, other) -> one.scope().precedence() >= other.scope().precedence() ? one : other);
      }
    }
    return new ArrayList<>(byName.values());
  }
}
