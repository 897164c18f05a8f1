package dev.firstword.http;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The settings of the simulated models that answer: how fast and how much they write. As the
 * simulator's own {@code /simulator/settings} has them, for pages, which reach this server alone.
 */
public interface SimulatedPace {

  /** The settings that stand. */
  JsonNode read();

  /**
   * Merges changes into them, at once.
   *
   * @return the settings that stand now
   * @throws dev.firstword.protocol.RefusedException where they can't be
   */
  JsonNode change(JsonNode changes);

  /** Brings back those that it started with. */
  JsonNode restore();
}
