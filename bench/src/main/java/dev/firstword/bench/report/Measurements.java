package dev.firstword.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the values that each pass of a benchmark measured, by figure name in order of first
 * appearance.
 */
public final class Measurements {

  private final Map<String, Series> series = new LinkedHashMap<>();

  public void record(String name, double value, String unit, Target target) {
    series
        .computeIfAbsent(name, _ -> new Series(unit, target, new ArrayList<>()))
        .values()
        .add(value);
  }

  public void record(String name, double value, String unit) {
    record(name, value, unit, Target.none());
  }

  /**
   * Returns the median and the spread of each figure. A target is met only if every pass met it.
   */
  public List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    series.forEach((name, one) -> figures.add(one.figure(name)));
    return figures;
  }

  private record Series(String unit, Target target, List<Double> values) {

    Figure figure(String name) {
      List<Double> sorted = values.stream().sorted().toList();
      return new Figure(
          name,
          sorted.get(sorted.size() / 2),
          unit,
          sorted.getFirst(),
          sorted.getLast(),
          target,
          sorted.stream().allMatch(target::isMetBy));
    }
  }
}
