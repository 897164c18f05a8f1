package dev.firstword.simulator.prompt;

import java.util.List;

/**
 * What a client asked of a model.
 *
 * @param maxTokens the longest answer allowed; {@link Integer#MAX_VALUE} when the client set none
 * @param system the system prompt's text, empty when there is none
 * @param turns the conversation, oldest first, never empty
 */
public record Ask(
    String model,
    boolean streamed,
    int maxTokens,
    List<String> stopSequences,
    String system,
    List<Turn> turns,
    CacheablePrompt cacheable) {

  public Ask {
    stopSequences = List.copyOf(stopSequences);
    turns = List.copyOf(turns);
  }
}
