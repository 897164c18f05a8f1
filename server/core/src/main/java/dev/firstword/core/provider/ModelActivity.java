package dev.firstword.core.provider;

import dev.firstword.core.prompt.ContentPart;

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
}
