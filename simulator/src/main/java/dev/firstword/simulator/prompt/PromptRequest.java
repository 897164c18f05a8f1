package dev.firstword.simulator.prompt;

import java.util.List;

/**
 * A request to a model, independent of its protocol.
 *
 * @param maxTokens the maximum length of thought and answer together; {@link Integer#MAX_VALUE} if
 *     the client set none
 * @param system the text of the system prompt; empty if there is none
 * @param messages the messages of the conversation, oldest first, never empty
 */
public record PromptRequest(
    String model,
    boolean streaming,
    int maxTokens,
    ThinkingRequest thinking,
    List<String> stopSequences,
    String system,
    List<ChatMessage> messages,
    CacheablePrompt cacheablePrompt) {

  public PromptRequest {
    stopSequences = List.copyOf(stopSequences);
    messages = List.copyOf(messages);
  }
}
