package dev.firstword.core.turn.running;

import dev.firstword.core.prompt.ContentPart;
import org.jspecify.annotations.Nullable;

/** A tool call of a turn: what the model asked for, and its result once there is one. */
final class ToolCallState {

  final String id;
  final String name;
  final String label;
  final long startedNanos;
  private boolean isReady;
  private ContentPart.@Nullable ToolResult early;
  private ContentPart.@Nullable ToolResult result;

  ToolCallState(String id, String name, String label, long startedNanos) {
    this.id = id;
    this.name = name;
    this.label = label;
    this.startedNanos = startedNanos;
  }

  boolean isOpen() {
    return result == null;
  }

  /** The model has written all of its arguments. */
  void markReady() {
    isReady = true;
  }

  boolean isReady() {
    return isReady;
  }

  /** Keeps a result for the end of the step; returns false if there is one. */
  boolean keepEarly(ContentPart.ToolResult arrived) {
    if (early != null) {
      return false;
    }
    early = arrived;
    return true;
  }

  /** The result that arrived before the end of the step, if any. */
  ContentPart.@Nullable ToolResult early() {
    return early;
  }

  ContentPart.@Nullable ToolResult result() {
    return result;
  }

  void complete(String content, boolean isError) {
    result = new ContentPart.ToolResult(id, content, isError);
  }
}
