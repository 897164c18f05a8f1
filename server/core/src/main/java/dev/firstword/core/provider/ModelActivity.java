package dev.firstword.core.provider;

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
}
