package dev.firstword.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a product asks for: one user message to be answered. Field meanings are the contract's.
 *
 * @param message empty where the inputs are to become one
 * @param inputs values for the profile's template, as text
 * @param maxTtftMs the longest acceptable wait for the first word; absent: the profile's own
 * @param continues the turn whose answer is to be gone on with where it stopped
 */
public record ChatRequest(
    String message,
    @Nullable String conversationId,
    String profile,
    Map<String, String> inputs,
    @Nullable String system,
    @Nullable String model,
    @Nullable Integer maxTtftMs,
    Priority priority,
    SummaryWish summary,
    @Nullable String continues) {

  public static final String DEFAULT_PROFILE = "chat";

  /** What a request says that only wants an answer to be gone on with. */
  public static final String CONTINUE = "Continue.";

  public ChatRequest {
    inputs = Map.copyOf(inputs);
  }

  /** The same, to go on with that conversation. */
  public ChatRequest inConversation(String id) {
    return new ChatRequest(
        message, id, profile, inputs, system, model, maxTtftMs, priority, summary, continues);
  }

  /** The same with another message. */
  public ChatRequest saying(String text) {
    return new ChatRequest(
        text,
        conversationId,
        profile,
        inputs,
        system,
        model,
        maxTtftMs,
        priority,
        summary,
        continues);
  }

  /** What the router favours inside the budget. */
  public enum Priority {
    QUALITY,
    SPEED
  }

  /** Whether a quick summary goes before the full answer. */
  public enum SummaryWish {
    AUTO,
    YES,
    NO
  }
}
