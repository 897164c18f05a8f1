package dev.firstword.simulator.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.prompt.ThinkingRequest;
import java.util.Set;

/** Parses the effort that a model is to put into thinking. */
final class ReasoningEffort {
  private static final Set<String> EFFORTS =
      Set.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

  private ReasoningEffort() {}

  /** Reads the effort at the given path. */
  static ThinkingRequest read(JsonNode effort, String path) {
    if (effort.isMissingNode() || effort.isNull()) {
      return ThinkingRequest.MODEL_DEFAULT;
    }
    if (!effort.isTextual()) {
      throw OpenAiApiException.wrongType(path, "a string that is not empty");
    }
    if (!EFFORTS.contains(effort.asText(""))) {
      throw OpenAiApiException.invalid(
          "Invalid value: '"
              + effort.asText("")
              + "'. Supported values are: 'none', 'minimal', 'low', 'medium', 'high', 'xhigh' and"
              + " 'max'.",
          path);
    }
    return effort.textValue().equals("none") ? ThinkingRequest.OFF : ThinkingRequest.ON;
  }
}
