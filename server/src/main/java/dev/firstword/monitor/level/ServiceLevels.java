package dev.firstword.monitor.level;

import dev.firstword.monitor.FinishedTurn;
import dev.firstword.monitor.Measure;
import dev.firstword.monitor.level.ServiceLevel.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All promises. Of those with the same name, a turn is held to the one for the fewest turns. */
public record ServiceLevels(List<ServiceLevel> all) {

  /** 95 % have a first text within 3 s, 99 % end within 30 s. */
  public static final ServiceLevels DEFAULTS =
      new ServiceLevels(
          List.of(
              new ServiceLevel("ttft", new Scope.All(), Measure.TTFT, 0.95, 3_000),
              new ServiceLevel("total", new Scope.All(), Measure.TOTAL, 0.99, 30_000)));

  public ServiceLevels {
    all = List.copyOf(all);
  }

  /** Those that a turn is held to. */
  public Collection<ServiceLevel> of(FinishedTurn turn) {
    Map<String, ServiceLevel> applying = new LinkedHashMap<>();
    for (ServiceLevel level : all) {
      if (level.scope().holds(turn)) {
        applying.merge(
            level.name(),
            level,
            (one, other) -> one.scope().rank() >= other.scope().rank() ? one : other);
      }
    }
    return new ArrayList<>(applying.values());
  }
}
