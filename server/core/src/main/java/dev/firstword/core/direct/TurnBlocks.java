package dev.firstword.core.direct;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.util.List;
import java.util.Locale;

/**
 * Reads the events of a turn's log as an answer in blocks. Thoughts are no part of it: they stay
 * with the conversation, which hands them back to the model itself. Not safe for use by several
 * threads.
 */
public final class TurnBlocks {

  private final BlockListener listener;
  private final AnswerBlocks blocks;

  /** Creates the blocks of an answer, of which none has been read. */
  public TurnBlocks(BlockListener listener) {
    this.listener = listener;
    this.blocks = new AnswerBlocks(listener);
  }

  /** Reads the next event, unless it is the end of an answer that stays incomplete. */
  public void read(JsonNode event) {
    switch (event.path("type").asText()) {
      case "model" -> listener.onModel(event.path("model").asText());
      case "text" -> blocks.onText(event.path("text").asText());
      case "done" -> blocks.onEnd(finishReason(event.path("finish_reason").asText()), usage(event));
      default -> {} // Says how the answer comes about.
    }
  }

  /** Ends an answer that has no text, which is no failure to clients of providers' APIs. */
  public void endEmpty(boolean isDeclined) {
    blocks.onEnd(isDeclined ? FinishReason.REFUSAL : FinishReason.STOP, Usage.NONE);
  }

  /** Closes what is open of an answer that stays incomplete, and returns all of its blocks. */
  public List<AnswerBlock> breakOff() {
    return blocks.breakOff();
  }

  private static FinishReason finishReason(String wireName) {
    return FinishReason.valueOf(wireName.toUpperCase(Locale.ROOT));
  }

  private static Usage usage(JsonNode done) {
    JsonNode usage = done.path("usage");
    return new Usage(
            usage.path("input_tokens").asLong(),
            usage.path("output_tokens").asLong(),
            usage.path("cache_creation_input_tokens").asLong(),
            usage.path("cache_read_input_tokens").asLong())
        .withThinkingTokens(usage.path("thinking_tokens").asLong());
  }
}
