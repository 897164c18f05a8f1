package dev.firstword.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.prompt.SpeedTier;
import dev.firstword.simulator.response.ApiRequest;
import java.util.List;
import java.util.Set;

/** The fields {@code speed} and {@code service_tier}. Only some models can be fast. */
final class SpeedTiers {
  private static final String FEATURE = "fast-mode-2026-02-01";
  private static final String FAST = "fast";
  private static final Set<String> SPEEDS = Set.of("standard", FAST);
  private static final Set<String> SERVICE_TIERS = Set.of("auto", "standard_only");

  private static final List<String> FAST_MODELS =
      List.of("claude-fable-5-2", "claude-mythos-5-2", "claude-opus-5", "claude-opus-4-8");

  private SpeedTiers() {}

  static SpeedTier read(ApiRequest request, String model, JsonNode body) {
    check(body, "service_tier", SERVICE_TIERS, "'auto' or 'standard_only'");
    check(body, "speed", SPEEDS, "'standard' or 'fast'");
    if (!isFast(body)) {
      return SpeedTier.USUAL;
    }
    if (!request.header("anthropic-beta").orElse("").contains(FEATURE)) {
      throw AnthropicApiException.invalid("speed: 'fast' needs the beta header " + FEATURE);
    }
    if (FAST_MODELS.stream().noneMatch(model::startsWith)) {
      throw AnthropicApiException.invalid("speed: 'fast' is not supported for this model.");
    }
    return SpeedTier.FAST;
  }

  private static boolean isFast(JsonNode body) {
    return body.path("speed").asText("").equals(FAST);
  }

  private static void check(JsonNode body, String field, Set<String> values, String expected) {
    JsonNode value = body.path(field);
    if (!value.isMissingNode() && !values.contains(value.asText(""))) {
      throw AnthropicApiException.invalid(field + ": Input should be " + expected);
    }
  }
}
