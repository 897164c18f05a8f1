package dev.firstword.simulator;

import dev.firstword.simulator.playback.Ending;
import java.util.EnumMap;
import java.util.Map;

/** Sums over the calls to one model, or to all. */
final class Tally {
  private final Map<Ending, Long> ended = new EnumMap<>(Ending.class);
  private long begun;
  private long inputTokens;
  private long cacheCreationInputTokens;
  private long cacheReadInputTokens;
  private long outputTokens;

  void begin() {
    begun++;
  }

  void addInput(Call call) {
    inputTokens += call.input().uncached();
    cacheCreationInputTokens += call.input().written();
    cacheReadInputTokens += call.input().read();
  }

  void end(Call call, Ending ending) {
    ended.merge(ending, 1L, Long::sum);
    outputTokens += call.outputTokens();
  }

  SimulatorStats.Counters counters() {
    long over = ended.values().stream().mapToLong(Long::longValue).sum();
    return new SimulatorStats.Counters(
        begun,
        begun - over,
        count(Ending.FINISHED),
        count(Ending.CLOSED_BY_CLIENT),
        count(Ending.FAILED),
        count(Ending.REJECTED),
        inputTokens,
        cacheCreationInputTokens,
        cacheReadInputTokens,
        outputTokens);
  }

  private long count(Ending ending) {
    return ended.getOrDefault(ending, 0L);
  }
}
