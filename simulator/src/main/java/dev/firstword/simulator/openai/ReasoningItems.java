package dev.firstword.simulator.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.response.CallId;
import dev.firstword.simulator.thinking.ThoughtSignature;
import org.jspecify.annotations.Nullable;

/**
 * Checks the reasoning that a client hands back: unchanged, followed by what it led to, and present
 * before function calls that it led to.
 */
final class ReasoningItems {
  private final boolean isStored;
  private @Nullable String awaitedBy;
  private boolean hasReasoning;
  private @Nullable OpenAiApiException missing;

  ReasoningItems(boolean isStored) {
    this.isStored = isStored;
  }

  void onReasoning(JsonNode item) {
    String id = item.path("id").asText("");
    JsonNode encrypted = item.path("encrypted_content");
    if (encrypted.isTextual()) {
      if (!ThoughtSignature.matches(encrypted.textValue(), ThoughtSignature.ENCRYPTED)) {
        throw new OpenAiApiException(
            new OpenAiError(
                400,
                "The encrypted content for item " + id + " could not be verified.",
                "invalid_request_error",
                "input",
                "invalid_encrypted_content"));
      }
    } else if (!isStored) {
      throw notFound(id);
    }
    hasReasoning = true;
    awaitedBy = id;
  }

  /** An item that the model wrote after its reasoning. */
  void onOutput(JsonNode item) {
    awaitedBy = null;
    String id = item.path("id").asText("");
    if (CallId.followsThought(id) && !hasReasoning) {
      missing =
          OpenAiApiException.invalid(
              "Item '"
                  + id
                  + "' of type '"
                  + item.path("type").asText("message")
                  + "' was provided without its required 'reasoning' item.",
              "input");
    }
  }

  /** The user has written again: reasoning before that may be left out. */
  void onUserMessage() {
    hasReasoning = false;
    missing = null;
  }

  void finish(boolean isThinkingOff) {
    if (awaitedBy != null) {
      throw OpenAiApiException.invalid(
          "Item '"
              + awaitedBy
              + "' of type 'reasoning' was provided without its required following item.",
          "input");
    }
    if (missing != null && !isThinkingOff) {
      throw missing;
    }
  }

  static OpenAiApiException notFound(String id) {
    return new OpenAiApiException(
        new OpenAiError(
            404,
            "Item with id '"
                + id
                + "' not found. Items are not persisted when `store` is set to false. Try again"
                + " with `store` set to true, or remove this item from your input.",
            "invalid_request_error",
            "input",
            null));
  }
}
