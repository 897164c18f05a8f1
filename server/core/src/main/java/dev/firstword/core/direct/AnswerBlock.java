package dev.firstword.core.direct;

import dev.firstword.core.prompt.ContentPart.Thought;
import org.jspecify.annotations.Nullable;

/**
 * One block of an answer: a text, a thought, or a tool call with its arguments. Grows until it is
 * closed. Confined to the event loop of its call.
 */
public final class AnswerBlock {

  private final int index;
  private final Kind kind;
  private final String callId;
  private final String toolName;
  private final StringBuilder content = new StringBuilder();
  private @Nullable Thought thought;
  private boolean isComplete;

  private AnswerBlock(int index, Kind kind, String callId, String toolName) {
    this.index = index;
    this.kind = kind;
    this.callId = callId;
    this.toolName = toolName;
  }

  static AnswerBlock text(int index) {
    return new AnswerBlock(index, Kind.TEXT, "", "");
  }

  static AnswerBlock thought(int index) {
    return new AnswerBlock(index, Kind.THOUGHT, "", "");
  }

  static AnswerBlock toolCall(int index, String callId, String toolName) {
    return new AnswerBlock(index, Kind.TOOL_CALL, callId, toolName);
  }

  /** What a block has. */
  public enum Kind {
    TEXT,
    THOUGHT,
    TOOL_CALL
  }

  /** The place of the block in the answer, from 0. */
  public int index() {
    return index;
  }

  public Kind kind() {
    return kind;
  }

  /** The id of the tool call; empty unless it is one. */
  public String callId() {
    return callId;
  }

  /** The name of the tool; empty unless it is a tool call. */
  public String toolName() {
    return toolName;
  }

  /** The text, the readable part of the thought, or the arguments as a JSON text, so far. */
  public String content() {
    return content.toString();
  }

  /** The thought in the form that its provider requires back; null until it is complete. */
  public @Nullable Thought thought() {
    return thought;
  }

  boolean isEmpty() {
    return content.isEmpty();
  }

  boolean isComplete() {
    return isComplete;
  }

  void append(String piece) {
    content.append(piece);
  }

  void complete(@Nullable Thought completedThought) {
    thought = completedThought;
    isComplete = true;
  }
}
