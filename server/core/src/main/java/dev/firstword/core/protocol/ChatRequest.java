package dev.firstword.core.protocol;

import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.ThinkingOption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to answer one user message. The protocol documentation defines the fields.
 *
 * @param message the user message; empty if it is to be built from the inputs, or has nothing but
 *     attachments
 * @param inputs values for the profile's template, as text
 * @param maxTtftMs the maximum acceptable time to first token; null for the profile's default
 * @param thinking how much the model should think; null for the profile's default
 * @param thinkUntilMs the time, in milliseconds from the request, at which a thought is closed so
 *     that the answer starts; null for none
 * @param attachments the images and files of the message
 * @param options what is asked of the output
 * @param continues the id of the turn whose interrupted answer is to be continued
 * @param replaces the id of the user's message whose place this one takes
 * @param origin what starts the conversation, in the client's words; null: the server's own
 * @param warnings sentences on what was ignored
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
    SummaryPreference summary,
    @Nullable ThinkingOption thinking,
    @Nullable Integer thinkUntilMs,
    List<Attachment> attachments,
    GenerationOptions options,
    @Nullable String continues,
    @Nullable String replaces,
    @Nullable String origin,
    List<String> warnings) {

  public static final String DEFAULT_PROFILE = "chat";

  /** The message of a request that only continues an interrupted answer. */
  public static final String CONTINUE_MESSAGE = "Continue.";

  public ChatRequest {
    inputs = Map.copyOf(inputs);
    attachments = List.copyOf(attachments);
    warnings = List.copyOf(warnings);
  }

  /** A request that replaces no message, and does not say what starts its conversation. */
  public ChatRequest(
      String message,
      @Nullable String conversationId,
      String profile,
      Map<String, String> inputs,
      @Nullable String system,
      @Nullable String model,
      @Nullable Integer maxTtftMs,
      Priority priority,
      SummaryPreference summary,
      @Nullable ThinkingOption thinking,
      @Nullable Integer thinkUntilMs,
      List<Attachment> attachments,
      GenerationOptions options,
      @Nullable String continues,
      List<String> warnings) {
    this(
        message,
        conversationId,
        profile,
        inputs,
        system,
        model,
        maxTtftMs,
        priority,
        summary,
        thinking,
        thinkUntilMs,
        attachments,
        options,
        continues,
        null,
        null,
        warnings);
  }

  /** Returns a copy of this request in another conversation. */
  public ChatRequest withConversationId(String id) {
    return new ChatRequest(
        message,
        id,
        profile,
        inputs,
        system,
        model,
        maxTtftMs,
        priority,
        summary,
        thinking,
        thinkUntilMs,
        attachments,
        options,
        continues,
        replaces,
        origin,
        warnings);
  }

  /** Returns a copy of this request with another message. */
  public ChatRequest withMessage(String text) {
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
        thinking,
        thinkUntilMs,
        attachments,
        options,
        continues,
        replaces,
        origin,
        warnings);
  }

  /** Returns a copy of this request with other attachments. */
  public ChatRequest withAttachments(List<Attachment> others) {
    return new ChatRequest(
        message,
        conversationId,
        profile,
        inputs,
        system,
        model,
        maxTtftMs,
        priority,
        summary,
        thinking,
        thinkUntilMs,
        others,
        options,
        continues,
        replaces,
        origin,
        warnings);
  }

  /** Returns how much the model should think, given the profile's default. */
  public ThinkingOption thinkingOr(ThinkingOption defaultThinking) {
    return thinking == null ? defaultThinking : thinking;
  }

  /** What the router optimizes for within the latency budget. */
  public enum Priority {
    QUALITY,
    SPEED
  }

  /** Whether a quick summary precedes the full answer. */
  public enum SummaryPreference {
    AUTO,
    YES,
    NO
  }
}
