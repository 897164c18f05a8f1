package dev.firstword.core.turn.store;

import dev.firstword.core.prompt.ContentPart;

/** What a client gives a running turn, on whichever node the turn runs. */
public sealed interface TurnInput {

  /** The result of a tool call. */
  record Result(ContentPart.ToolResult result) implements TurnInput {}

  /** The request to stop thinking and to answer. */
  record AnswerNow() implements TurnInput {}
}
