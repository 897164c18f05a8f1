package dev.firstword.bench.relay;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.stream.Stream;

/**
 * The setup of a run: the load generator's event loop, the synthetic provider, and the systems
 * under test.
 */
record TestBed(EventLoop loop, SyntheticProvider provider, List<SystemUnderTest> systems) {

  static TestBed open(EventLoop loop, int port, List<SystemUnderTest> systems)
      throws InterruptedException {
    return new TestBed(loop, SyntheticProvider.open(loop, port), systems);
  }

  /** Returns the CPU time of all processes of the benchmark, in seconds. */
  double cpuSeconds() {
    return Stream.concat(
            Stream.of(ProcessHandle.current().pid()), systems.stream().map(SystemUnderTest::pid))
        .distinct()
        .mapToDouble(SystemUnderTest::cpuSeconds)
        .sum();
  }
}
