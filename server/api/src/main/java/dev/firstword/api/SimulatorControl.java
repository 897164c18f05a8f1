package dev.firstword.api;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The settings of the simulated models: their speed and the length of their answers. They have the
 * format of the simulator's own {@code /simulator/settings}, for pages that can reach only this
 * server.
 */
public interface SimulatorControl {

  /** Returns the current settings. */
  JsonNode read();

  /**
   * Merges changes into the settings, effective immediately.
   *
   * @return the resulting settings
   * @throws dev.firstword.core.protocol.ProblemException if a change is invalid
   */
  JsonNode update(JsonNode changes);

  /** Restores the settings that the simulator started with. */
  JsonNode reset();
}
