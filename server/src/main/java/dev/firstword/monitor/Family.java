package dev.firstword.monitor;

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

/** One figure for many things, such as each model, of which further ones may come up. */
final class Family {

  private final MeterRegistry registry;
  private final Kind kind;
  private final String name;
  private final String description;
  private final List<String> labels;
  private final Supplier<? extends Map<List<String>, ? extends Number>> now;
  private final Set<List<String>> known = ConcurrentHashMap.newKeySet();
  private volatile Map<List<String>, ? extends Number> seen = Map.of();

  /** How a figure is told. */
  enum Kind {
    /** It only ever grows. */
    COUNT,
    GAUGE
  }

  Family(
      MeterRegistry registry,
      Kind kind,
      String name,
      String description,
      List<String> labels,
      Supplier<? extends Map<List<String>, ? extends Number>> now) {
    this.registry = registry;
    this.kind = kind;
    this.name = name;
    this.description = description;
    this.labels = List.copyOf(labels);
    this.now = now;
  }

  /** Looks at how things stand; to be called before they are told. */
  void look() {
    seen = now.get();
    for (List<String> values : seen.keySet()) {
      if (known.add(values)) {
        register(values);
      }
    }
  }

  private void register(List<String> values) {
    switch (kind) {
      case COUNT -> {
        var _ =
            FunctionCounter.builder(name, this, family -> family.of(values))
                .description(description)
                .tags(tags(values))
                .register(registry);
      }
      case GAUGE -> {
        var _ =
            Gauge.builder(name, this, family -> family.of(values))
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

  private double of(List<String> values) {
    Number number = seen.get(values);
    return number == null ? 0 : number.doubleValue();
  }
}
