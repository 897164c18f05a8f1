package dev.firstword.simulator.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.prompt.SpeedTier;
import java.util.Map;

/** The service tiers of OpenAI's APIs. */
final class ServiceTiers {
  static final String FIELD = "service_tier";
  private static final String AUTO = "auto";
  private static final String DEFAULT = "default";

  private static final Map<String, SpeedTier> TIERS =
      Map.of(
          AUTO,
          SpeedTier.USUAL,
          DEFAULT,
          SpeedTier.USUAL,
          "flex",
          SpeedTier.FLEX,
          "priority",
          SpeedTier.PRIORITY);

  private ServiceTiers() {}

  static SpeedTier read(RequestFields fields) {
    SpeedTier tier = TIERS.get(fields.has(FIELD) ? fields.requiredString(FIELD) : AUTO);
    if (tier == null) {
      throw OpenAiApiException.invalid(
          "Invalid value: '"
              + fields.requiredString(FIELD)
              + "'. Supported values are: 'auto', 'default', 'flex' and 'priority'.",
          FIELD);
    }
    return tier;
  }

  /** Returns the tier that a response reports. */
  static String reported(JsonNode body) {
    String asked = body.path(FIELD).asText(AUTO);
    return asked.equals(AUTO) ? DEFAULT : asked;
  }
}
