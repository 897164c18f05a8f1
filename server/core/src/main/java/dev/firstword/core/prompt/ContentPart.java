package dev.firstword.core.prompt;

import org.jspecify.annotations.Nullable;

/**
 * A part of a message. A user's message has text and media; an answer has thoughts, text and tool
 * calls; the results of tool calls follow the answer that made them.
 */
public sealed interface ContentPart {

  /**
   * Text.
   *
   * @param text never blank: providers refuse empty text
   */
  record Text(String text) implements ContentPart {}

  /** An image or a file, without its bytes. */
  record Media(MediaDescription media) implements ContentPart {}

  /**
   * A thought in the form that its provider requires back before the results of tool calls.
   *
   * @param model the model that thought; no other model accepts it
   * @param text as much of it as the provider shows; may be empty
   * @param signature the provider's signature, byte for byte; null if it has none
   * @param encrypted the thought in encrypted form, byte for byte; null if it is not encrypted
   */
  record Thought(String model, String text, @Nullable String signature, @Nullable String encrypted)
      implements ContentPart {

    /** Reveals nothing of the thought, so that no log can. */
    @Override
    public String toString() {
      return "Thought[model=" + model + "]";
    }
  }

  /**
   * A tool call that a model made.
   *
   * @param id unique within the turn
   * @param arguments a JSON text, as the model wrote it; may be invalid
   */
  record ToolCall(String id, String name, String arguments) implements ContentPart {}

  /**
   * The result of a tool call.
   *
   * @param callId the id of the {@link ToolCall}
   * @param content the result for the model; may be empty
   * @param isError whether the tool failed; the content then says why
   */
  record ToolResult(String callId, String content, boolean isError) implements ContentPart {}
}
