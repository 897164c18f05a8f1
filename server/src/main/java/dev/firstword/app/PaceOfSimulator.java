package dev.firstword.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.http.SimulatedPace;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import dev.firstword.simulator.InvalidSettingsException;
import dev.firstword.simulator.Simulator;
import dev.firstword.simulator.SimulatorSettings;

/** The pace of the simulator that this server has started for itself. */
final class PaceOfSimulator implements SimulatedPace {

  private final Simulator simulator;
  private final SimulatorSettings initial;

  PaceOfSimulator(Simulator simulator) {
    this.simulator = simulator;
    initial = simulator.settings();
  }

  @Override
  public JsonNode read() {
    return simulator.settings().toJson();
  }

  @Override
  public synchronized JsonNode change(JsonNode changes) {
    try {
      simulator.apply(simulator.settings().merge(changes));
    } catch (InvalidSettingsException e) {
      throw new RefusedException(
          Problem.malformed("The field \"" + e.field() + "\" " + e.problem() + "."));
    }
    return read();
  }

  @Override
  public synchronized JsonNode restore() {
    simulator.apply(initial);
    return read();
  }
}
