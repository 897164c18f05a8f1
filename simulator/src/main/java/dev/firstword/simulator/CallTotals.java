package dev.firstword.simulator;

import dev.firstword.simulator.response.CallOutcome;
import java.util.EnumMap;
import java.util.Map;

/** Totals over the calls to one model, or to all models. */
final class CallTotals {
  private final Map<CallOutcome, Long> countsByOutcome = new EnumMap<>(CallOutcome.class);
  private long calls;
  private long inputTokens;
  private long cacheCreationInputTokens;
  private long cacheReadInputTokens;
  private long outputTokens;

  void countCall() {
    calls++;
  }

  void addInput(LoggedCall call) {
    inputTokens += call.input().uncached();
    cacheCreationInputTokens += call.input().written();
    cacheReadInputTokens += call.input().read();
  }

  void countEnd(LoggedCall call, CallOutcome outcome) {
    countsByOutcome.merge(outcome, 1L, Long::sum);
    outputTokens += call.outputTokens();
  }

  SimulatorStats.Counters snapshot() {
    long ended = countsByOutcome.values().stream().mapToLong(Long::longValue).sum();
    return new SimulatorStats.Counters(
        calls,
        calls - ended,
        count(CallOutcome.FINISHED),
        count(CallOutcome.CLOSED_BY_CLIENT),
        count(CallOutcome.FAILED),
        count(CallOutcome.REJECTED),
        inputTokens,
        cacheCreationInputTokens,
        cacheReadInputTokens,
        outputTokens);
  }

  private long count(CallOutcome outcome) {
    return countsByOutcome.getOrDefault(outcome, 0L);
  }
}
