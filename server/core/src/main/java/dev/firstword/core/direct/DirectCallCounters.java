package dev.firstword.core.direct;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Counts direct calls by API and outcome. Callable from any thread. */
public final class DirectCallCounters {

  private final Map<Key, LongAdder> counts = new ConcurrentHashMap<>();

  /** How a call ended. */
  public enum Outcome {
    /** The answer is complete. */
    DONE,
    /** The model failed. */
    FAILED,
    /** The client left, or was too slow. */
    CANCELLED
  }

  private record Key(String api, Outcome outcome) {}

  void record(String api, Outcome outcome) {
    counts.computeIfAbsent(new Key(api, outcome), _ -> new LongAdder()).increment();
  }

  /** Returns the counts by the names of the API and the outcome. */
  public Map<List<String>, Long> current() {
    return counts.entrySet().stream()
        .collect(
            Collectors.toMap(
                entry ->
                    List.of(
                        entry.getKey().api(),
                        entry.getKey().outcome().name().toLowerCase(Locale.ROOT)),
                entry -> entry.getValue().sum(),
                Long::sum,
                () -> new TreeMap<>(Comparator.comparing(List::toString))));
  }
}
