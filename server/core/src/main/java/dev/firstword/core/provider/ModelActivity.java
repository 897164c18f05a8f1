package dev.firstword.core.provider;

import dev.firstword.core.prompt.ContentPart;
import org.jspecify.annotations.Nullable;

/**
 * Progress that a model call reports besides the text of its answer. Pings, comments and empty
 * deltas are no progress: they only show that bytes arrive, as {@link
 * ModelCallListener#onReadComplete} does.
 */
public sealed interface ModelActivity {

  /** A thought has begun. Ends with {@link ThinkingFinished}, or with the first text. */
  record ThinkingStarted() implements ModelActivity {}

  /**
   * A readable piece of the current thought, raw or summarized.
   *
   * @param text never empty
   */
  record ThinkingText(String text) implements ModelActivity {}

  /**
   * The provider counted tokens of a thought that it does not show.
   *
   * @param tokens how many since the previous count; positive
   */
  record ThinkingTokens(long tokens) implements ModelActivity {}

  /** The current thought has ended. Another may follow. */
  record ThinkingFinished() implements ModelActivity {}

  /**
   * A thought is complete and in the form that its provider requires back. Follows its {@link
   * ThinkingFinished}.
   */
  record ThoughtCompleted(ContentPart.Thought thought) implements ModelActivity {}

  /**
   * The model begins to write a tool call.
   *
   * @param id unique within the turn
   */
  record ToolCallStarted(String id, String name) implements ModelActivity {}

  /**
   * A piece of the arguments of a tool call.
   *
   * @param id the id of its {@link ToolCallStarted}
   * @param json a piece of a JSON text; never empty
   */
  record ToolArguments(String id, String json) implements ModelActivity {}

  /** The arguments of a tool call are complete. */
  record ToolCallReady(ContentPart.ToolCall call) implements ModelActivity {}

  /**
   * The state of a call of a tool that the provider runs.
   *
   * @param id unique within the call of the model
   * @param arguments a JSON text; null unless the state is {@code READY}
   */
  record ProviderToolCall(
      String id, String name, ProviderToolState state, @Nullable String arguments)
      implements ModelActivity {}

  /** The state of a tool that the provider runs. */
  enum ProviderToolState {
    /** The model writes the arguments. */
    WRITING,
    /** The provider runs it. */
    READY,
    FINISHED,
    FAILED
  }

  /** A block is complete that the provider requires back as it is. */
  record ProviderBlockCompleted(ContentPart.ProviderBlock block) implements ModelActivity {}

  /**
   * A source that supports the text.
   *
   * @param citation its span counts from the first text of this call of the model
   */
  record Cited(ContentPart.Citation citation) implements ModelActivity {}

  /** The text before it is a block of its own, which the provider requires back as it is. */
  record TextBlockEnded() implements ModelActivity {}

  /** The text that follows is marked as the final answer. */
  record FinalAnswerStarted() implements ModelActivity {}

  /**
   * A piece of what the model writes for the reader between its tool calls.
   *
   * @param text never empty
   */
  record CommentaryText(String text) implements ModelActivity {}

  /** A commentary is complete, and is not the answer. */
  record CommentaryCompleted(ContentPart.Commentary commentary) implements ModelActivity {}

  /**
   * The model declined to answer.
   *
   * @param category the provider's category in lower case; empty if it gave none
   */
  record Declined(String category) implements ModelActivity {}
}
