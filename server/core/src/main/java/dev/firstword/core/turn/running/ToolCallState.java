package dev.firstword.core.turn.running;

import dev.firstword.core.prompt.ContentPart;
import org.jspecify.annotations.Nullable;

/** A tool call of a turn: what the model asked for, and its result once there is one. */
final class ToolCallState {

  final String id;
  final String name;
  final String label;
  final long startedNanos;
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

  ContentPart.@Nullable ToolResult result() {
    return result;
  }

  void complete(String content, boolean isError) {
    result = new ContentPart.ToolResult(id, content, isError);
  }
}
