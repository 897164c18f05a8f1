package dev.firstword.operations.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A metric with labels, such as one value per model. Further label values may appear over time. */
final class MetricFamily {

  private final MeterRegistry registry;
  private final Kind kind;
  private final String name;
  private final String description;
  private final List<String> labels;
  private final Supplier<? extends Map<List<String>, ? extends Number>> current;
  private final Set<List<String>> registered = ConcurrentHashMap.newKeySet();
  private volatile Map<List<String>, ? extends Number> latest = Map.of();

  /** The type of a metric. */
  enum Kind {
    /** Never decreases. */
    COUNTER,
    GAUGE
  }

  MetricFamily(
      MeterRegistry registry,
      Kind kind,
      String name,
      String description,
      List<String> labels,
      Supplier<? extends Map<List<String>, ? extends Number>> current) {
    this.registry = registry;
    this.kind = kind;
    this.name = name;
    this.description = description;
    this.labels = List.copyOf(labels);
    this.current = current;
  }

  /** Reads the current values and registers new label values. Must be called before each scrape. */
  void refresh() {
    latest = current.get();
    for (List<String> values : latest.keySet()) {
      if (registered.add(values)) {
        register(values);
      }
    }
  }

  private void register(List<String> values) {
    switch (kind) {
      case COUNTER -> {
        var _ =
            FunctionCounter.builder(name, this, family -> family.valueOf(values))
                .description(description)
                .tags(tags(values))
                .register(registry);
      }
      case GAUGE -> {
        var _ =
            Gauge.builder(name, this, family -> family.valueOf(values))
                .description(description)
                .tags(tags(values))
                .register(registry);
      }
    }
  }

  private List<Tag> tags(List<String> values) {
    List<Tag> tags = new ArrayList<>(labels.size());
    for (int i = 0; i < labels.size(); i++) {
      tags.add(Tag.of(labels.get(i), values.get(i)));
    }
    return tags;
  }

  private double valueOf(List<String> values) {
    Number number = latest.get(values);
    return number == null ? 0 : number.doubleValue();
  }
}
