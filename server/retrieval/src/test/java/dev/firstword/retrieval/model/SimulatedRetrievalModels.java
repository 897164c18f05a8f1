package dev.firstword.retrieval.model;

import dev.firstword.simulator.Simulator;
import dev.firstword.simulator.SimulatorSettings;
import dev.firstword.simulator.SimulatorStats;
import dev.firstword.simulator.fault.Fault;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** The real simulator over HTTP, with retrieval models that respond immediately. */
public final class SimulatedRetrievalModels implements AutoCloseable {

  public static final String SMALL = "small";
  public static final int DIMENSIONS = 64;

  private final Simulator simulator = Simulator.start(settings(), "127.0.0.1", 0);

  private static SimulatorSettings settings() {
    return settings(DIMENSIONS);
  }

  private static SimulatorSettings settings(int dimensions) {
    SimulatorSettings defaults = SimulatorSettings.defaults();
    return new SimulatorSettings(
        1,
        defaults.models(),
        0,
        0,
        0,
        new TreeMap<>(Map.of(SMALL, dimensions, "other", 32)),
        java.util.List.of());
  }

  public ModelEndpoint endpoint(String model, Duration timeout) {
    return new ModelEndpoint(simulator.uri(), model, "secret-key", timeout);
  }

  public void applyFaults(Fault... faults) {
    simulator.apply(settings().withFaults(faults));
  }

  /** Changes the dimensions of all vectors until faults are set again. */
  public void changeDimensions(int dimensions) {
    simulator.apply(settings(dimensions));
  }

  public SimulatorStats stats() {
    return simulator.stats();
  }

  @Override
  public void close() {
    simulator.close();
  }
}
