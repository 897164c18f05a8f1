package dev.firstword.app.wiring;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.api.SimulatorControl;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.simulator.InvalidSettingsException;
import dev.firstword.simulator.Simulator;
import dev.firstword.simulator.SimulatorSettings;

/** Exposes the settings of the simulator that this server has started. */
final class SimulatorControlAdapter implements SimulatorControl {

  private final Simulator simulator;
  private final SimulatorSettings initialSettings;

  SimulatorControlAdapter(Simulator simulator) {
    this.simulator = simulator;
    initialSettings = simulator.settings();
  }

  @Override
  public JsonNode read() {
    return simulator.settings().toJson();
  }

  @Override
  public synchronized JsonNode update(JsonNode changes) {
    try {
      simulator.apply(simulator.settings().merge(changes));
    } catch (InvalidSettingsException e) {
      throw new ProblemException(
          Problem.malformed("The field \"" + e.field() + "\" " + e.problem() + "."));
    }
    return read();
  }

  @Override
  public synchronized JsonNode reset() {
    simulator.apply(initialSettings);
    return read();
  }
}
