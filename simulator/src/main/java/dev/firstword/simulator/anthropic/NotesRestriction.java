package dev.firstword.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.response.ApiRequest;
import java.util.List;

/** Who may ask for the display {@code updates}: some models, and only with a beta header. */
final class NotesRestriction {
  private static final String FEATURE = "thinking-display-updates-2026-08-18";

  private static final List<String> MODELS =
      List.of("claude-fable-5", "claude-mythos-5", "claude-opus-5-5", "claude-sonnet-5-5");

  private NotesRestriction() {}

  static void check(ApiRequest request, String model, JsonNode body) {
    JsonNode thinking = body.path("thinking");
    if (!thinking.path("display").asText("").equals("updates")) {
      return;
    }
    String path = "thinking." + thinking.path("type").asText() + ".display";
    if (!request.header("anthropic-beta").orElse("").contains(FEATURE)) {
      throw AnthropicApiException.invalid(path + ": 'updates' needs the beta header " + FEATURE);
    }
    if (MODELS.stream().noneMatch(model::startsWith)) {
      throw AnthropicApiException.invalid(path + ": 'updates' is not supported for this model.");
    }
  }
}
