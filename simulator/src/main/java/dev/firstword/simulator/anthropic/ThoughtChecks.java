package dev.firstword.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.response.CallId;
import dev.firstword.simulator.thinking.ThoughtSignature;
import org.jspecify.annotations.Nullable;

/**
 * Checks the thoughts that a client hands back. Each has to be unchanged, and a message with tool
 * calls that a thought preceded has to begin with it while their results are awaited.
 */
final class ThoughtChecks {
  private @Nullable String missingThought;

  /** Checks one block of an assistant's message. */
  void checkBlock(JsonNode block, String path) {
    switch (block.path("type").asText("")) {
      case "thinking" ->
          require(
              block.path("signature").asText(""),
              block.path("thinking").asText(""),
              path + ": Invalid `signature` in `thinking` block");
      case "redacted_thinking" ->
          require(
              block.path("data").asText(""),
              ThoughtSignature.ENCRYPTED,
              path + ": Invalid `data` in `redacted_thinking` block");
      default -> {}
    }
  }

  private static void require(String signature, String text, String problem) {
    if (!ThoughtSignature.matches(signature, text)) {
      throw AnthropicApiException.invalid(problem);
    }
  }

  /** Remembers whether an assistant's message lacks the thought that preceded its tool calls. */
  void checkMessage(JsonNode content, String path) {
    String first = content.path(0).path("type").asText("");
    if (first.equals("thinking") || first.equals("redacted_thinking")) {
      return;
    }
    for (JsonNode block : content) {
      if (block.path("type").asText("").equals("tool_use")
          && CallId.followsThought(block.path("id").asText(""))) {
        missingThought =
            path
                + ".0.type: Expected `thinking` or `redacted_thinking`, but found `"
                + first
                + "`. When `thinking` is enabled, a final `assistant` message must start with a"
                + " thinking block (preceeding the lastmost set of `tool_use` and `tool_result`"
                + " blocks).";
      }
    }
  }

  /** The user has written again: thoughts before that may be left out. */
  void onUserMessage() {
    missingThought = null;
  }

  void finish(boolean isThinkingOff) {
    if (missingThought != null && !isThinkingOff) {
      throw AnthropicApiException.invalid(missingThought);
    }
  }
}
