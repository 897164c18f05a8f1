package dev.firstword.bench.relay;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where runs take place: the loop that makes the load, the source of all answers, and those who are
 * compared.
 */
record Ground(EventLoop loop, AnswerSource source, List<Contender> contenders) {

  static Ground open(EventLoop loop, int port, List<Contender> contenders)
      throws InterruptedException {
    return new Ground(loop, AnswerSource.open(loop, port), contenders);
  }

  /** Processor time of everything that belongs to the benchmark, in seconds. */
  double cpuSeconds() {
    return Stream.concat(
            Stream.of(ProcessHandle.current().pid()), contenders.stream().map(Contender::pid))
        .mapToDouble(Contender::cpuSeconds)
        .sum();
  }
}
