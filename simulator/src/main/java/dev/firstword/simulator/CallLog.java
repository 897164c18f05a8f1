package dev.firstword.simulator;

import dev.firstword.simulator.response.CallOutcome;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts calls and keeps records of the last {@value #MAX_RECENT_CALLS}.
 *
 * <p>One monitor guards the log and its calls. It is entered a few times per call, never per token.
 */
final class CallLog {
  static final int MAX_RECENT_CALLS = 1_000;

  /** The model name recorded for a request that named no served model. */
  static final String NO_MODEL = "none";

  /**
   * Further models are counted only in the total, because a client can send any number of names.
   */
  private static final int MAX_MODELS = 200;

  private final InstantSource clock;
  private final Deque<LoggedCall> recentCalls = new ArrayDeque<>();
  private final Set<LoggedCall> openCalls = new LinkedHashSet<>();
  private final SortedMap<String, CallTotals> totalsByModel = new TreeMap<>();
  private CallTotals overallTotals = new CallTotals();
  private long lastNumber;

  CallLog(InstantSource clock) {
    this.clock = clock;
  }

  synchronized LoggedCall begin(String path, String model, String requestId, long startedAt) {
    LoggedCall call = new LoggedCall(this, ++lastNumber, path, model, requestId, startedAt);
    openCalls.add(call);
    addToRecent(call);
    totalsFor(call).forEach(totals -> totals.countCall());
    return call;
  }

  /** Drops ended calls. Open calls stay and are counted again. */
  synchronized void clear() {
    recentCalls.clear();
    totalsByModel.clear();
    overallTotals = new CallTotals();
    for (LoggedCall call : openCalls) {
      addToRecent(call);
      totalsFor(call).forEach(totals -> totals.countCall());
      totalsFor(call).forEach(totals -> totals.addInput(call));
    }
  }

  synchronized SimulatorStats snapshot() {
    SortedMap<String, SimulatorStats.Counters> counters = new TreeMap<>();
    totalsByModel.forEach((name, totals) -> counters.put(name, totals.snapshot()));
    return new SimulatorStats(
        overallTotals.snapshot(),
        counters,
        recentCalls.stream().map(LoggedCall::toRecord).toList());
  }

  long millis() {
    return clock.millis();
  }

  /**
   * Counts a call's prompt tokens, once the cache lookup has split them into cached and uncached.
   */
  void recordInput(LoggedCall call) {
    totalsFor(call).forEach(totals -> totals.addInput(call));
  }

  void recordEnd(LoggedCall call, CallOutcome outcome) {
    openCalls.remove(call);
    totalsFor(call).forEach(totals -> totals.countEnd(call, outcome));
  }

  private void addToRecent(LoggedCall call) {
    recentCalls.addLast(call);
    if (recentCalls.size() > MAX_RECENT_CALLS) {
      recentCalls.removeFirst();
    }
  }

  private List<CallTotals> totalsFor(LoggedCall call) {
    List<CallTotals> matching = new ArrayList<>(2);
    matching.add(overallTotals);
    if (totalsByModel.containsKey(call.model()) || totalsByModel.size() < MAX_MODELS) {
      matching.add(totalsByModel.computeIfAbsent(call.model(), name -> new CallTotals()));
    }
    return matching;
  }
}
