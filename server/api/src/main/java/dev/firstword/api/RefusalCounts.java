package dev.firstword.api;

import dev.firstword.core.protocol.Problem;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the requests that ended in a problem, by its code. Can be used from any thread. */
public final class RefusalCounts {

  /** Bounded, because only the server chooses codes. */
  private final Map<String, LongAdder> byCode = new ConcurrentHashMap<>();

  void add(Problem problem) {
    byCode.computeIfAbsent(problem.code(), _ -> new LongAdder()).increment();
  }

  /** Forgets the problems so far: the server's own requests at its start are no refusals. */
  public void reset() {
    byCode.clear();
  }

  /** Returns the number of problems since the start, by code. */
  public Map<String, Long> byCode() {
    Map<String, Long> counts = new TreeMap<>();
    byCode.forEach((code, count) -> counts.put(code, count.sum()));
    return counts;
  }
}
