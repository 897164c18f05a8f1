package dev.firstword.core.prompt;

import org.jspecify.annotations.Nullable;

/**
 * A part of a message. A user's message has text and media; an answer has thoughts, text with its
 * citations, and tool calls; the results of tool calls follow the answer that made them.
 */
public sealed interface ContentPart {

  /**
   * Text. Citations that follow it directly support it.
   *
   * @param text never blank: providers refuse empty text
   * @param isFinalAnswer whether its provider marked it as the final answer, and requires the mark
   *     back
   */
  record Text(String text, boolean isFinalAnswer) implements ContentPart {

    /** Creates a text without a mark. */
    public Text(String text) {
      this(text, false);
    }
  }

  /**
   * What a model wrote for the reader between its tool calls. No part of the answer.
   *
   * @param text never blank
   */
  record Commentary(String text) implements ContentPart {}

  /**
   * A source that supports the text before it. Absent strings are empty.
   *
   * @param title the name of the document or page
   * @param url an {@code http} or {@code https} address
   * @param page the first page of the document, from 1; 0 if unknown
   * @param quote the passage of the source
   * @param start where the supported text begins in the part before it, in UTF-16 units; -1 if
   *     unknown
   * @param end where it ends, exclusive; -1 if unknown
   * @param model the model that cited, to which alone {@code wire} is handed back
   * @param wire the citation in the form of its provider, byte for byte; empty if the provider does
   *     not require it back
   */
  record Citation(
      String title,
      String url,
      int page,
      String quote,
      int start,
      int end,
      String model,
      String wire)
      implements ContentPart {

    /** Returns a copy that supports another span. */
    public Citation at(int newStart, int newEnd) {
      return new Citation(title, url, page, quote, newStart, newEnd, model, wire);
    }
  }

  /**
   * A block that only its provider understands, such as a call of a tool that the provider runs and
   * its result.
   *
   * @param model the model that wrote it; no other accepts it
   * @param json the block, byte for byte
   */
  record ProviderBlock(String model, String json) implements ContentPart {

    /** Reveals nothing of the block: results may be encrypted or private. */
    @Override
    public String toString() {
      return "ProviderBlock[model=" + model + "]";
    }
  }

  /** An image or a file, without its bytes. */
  record Media(MediaDescription media) implements ContentPart {}

  /**
   * A thought in the form that its provider requires back.
   *
   * @param model the model that thought; no other model accepts it
   * @param text as much of it as the provider shows; may be empty
   * @param signature the provider's signature, byte for byte; null if it has none
   * @param encrypted the thought in encrypted form, byte for byte; null if it is not encrypted
   * @param conversation the key of the conversation in which it was written, see {@link
   *     ThoughtReplayRules}; empty if it is not kept for later turns
   */
  record Thought(
      String model,
      String text,
      @Nullable String signature,
      @Nullable String encrypted,
      String conversation)
      implements ContentPart {

    /** Creates a thought that is not kept for later turns. */
    public Thought(
        String model, String text, @Nullable String signature, @Nullable String encrypted) {
      this(model, text, signature, encrypted, "");
    }

    /** Returns a copy that is kept for as long as the conversation before it is this one. */
    public Thought keptIn(String key) {
      return new Thought(model, text, signature, encrypted, key);
    }

    /** Returns a copy for another model that reads it. */
    Thought handedTo(String other) {
      return new Thought(other, text, signature, encrypted, conversation);
    }

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
