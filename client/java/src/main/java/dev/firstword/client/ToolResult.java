package dev.firstword.client;

import java.util.List;

/**
 * The result of a tool call that this program has run.
 *
 * @param id the id of the call
 * @param content the result for the model, at most 1 MB; with {@code isError}, why it failed
 */
public record ToolResult(String id, String content, boolean isError) {

  public static ToolResult of(String id, String content) {
    return new ToolResult(id, content, false);
  }

  public static ToolResult error(String id, String reason) {
    return new ToolResult(id, reason, true);
  }

  /**
   * The calls whose results the server has taken, and those that had one or whose turn has ended.
   */
  public record Receipt(List<String> accepted, List<String> ignored) {}
}
