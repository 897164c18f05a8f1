package dev.firstword.bench.relay;

import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** A scenario in which systems are compared: one kind of load, and the figures derived from it. */
interface RelayScenario {

  /** Returns the scenario's name on the command line. */
  String name();

  /** Returns a one-line description. */
  String title();

  /**
   * Returns the warm-up load, which lasts until JIT compilation has settled. Its results are
   * discarded.
   */
  default LoadProfile warmUp() {
    return new LoadProfile(1000, 20_000, 150, 5, 1, RunSize.of("WARM_SECONDS", 40));
  }

  /** Returns how often each system is measured. */
  default int passes() {
    return 3;
  }

  /** Returns the APIs of a Firstword server that are measured. */
  default List<SystemUnderTest> servers(URI address, long pid) {
    return List.of(SystemUnderTest.asServer(SystemUnderTest.FIRSTWORD, address, pid));
  }

  /** Measures one system under the load. Blocks. */
  void measure(SystemUnderTest system, NoiseAwareRunner runner) throws Exception;

  /** Records the figures of one pass, for each system and in comparison. */
  void record(Measurements measurements);

  /** Plots the figures of all passes. */
  void plot(Path root, List<Figure> figures) throws IOException;
}
