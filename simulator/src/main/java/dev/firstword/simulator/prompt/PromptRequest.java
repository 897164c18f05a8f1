package dev.firstword.simulator.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * A request to a model, independent of its protocol.
 *
 * @param maxTokens the maximum length of thought and answer together; {@link Integer#MAX_VALUE} if
 *     the client set none
 * @param system the text of the system prompt; empty if there is none
 * @param messages the messages of the conversation, oldest first, never empty
 * @param attachments those of the user's last message and of the tool results after it
 * @param outputSchema the JSON schema that the answer has to match; empty for text
 * @param binding what a thought before the answer is bound to
 * @param tier how fast the call is served
 */
public record PromptRequest(
    String model,
    boolean streaming,
    int maxTokens,
    ThinkingRequest thinking,
    List<String> stopSequences,
    String system,
    List<ChatMessage> messages,
    CacheablePrompt cacheablePrompt,
    ToolRequest tools,
    Attachments attachments,
    Optional<JsonNode> outputSchema,
    ThoughtBinding binding,
    SpeedTier tier) {

  public PromptRequest {
    stopSequences = List.copyOf(stopSequences);
    messages = List.copyOf(messages);
  }

  /** Creates a request that is served as usual. */
  public PromptRequest(
      String model,
      boolean streaming,
      int maxTokens,
      ThinkingRequest thinking,
      List<String> stopSequences,
      String system,
      List<ChatMessage> messages,
      CacheablePrompt cacheablePrompt,
      ToolRequest tools,
      Attachments attachments,
      Optional<JsonNode> outputSchema,
      ThoughtBinding binding) {
    this(
        model,
        streaming,
        maxTokens,
        thinking,
        stopSequences,
        system,
        messages,
        cacheablePrompt,
        tools,
        attachments,
        outputSchema,
        binding,
        SpeedTier.USUAL);
  }

  /** Creates a request of text alone, for text. */
  public PromptRequest(
      String model,
      boolean streaming,
      int maxTokens,
      ThinkingRequest thinking,
      List<String> stopSequences,
      String system,
      List<ChatMessage> messages,
      CacheablePrompt cacheablePrompt) {
    this(
        model,
        streaming,
        maxTokens,
        thinking,
        stopSequences,
        system,
        messages,
        cacheablePrompt,
        ToolRequest.NONE,
        Attachments.NONE,
        Optional.empty(),
        ThoughtBinding.NONE);
  }
}
