package dev.firstword.simulator.prompt;

import java.util.List;

/**
 * The tools that a request offers, and the tool calls so far.
 *
 * @param stepsTaken the number of the assistant's messages with tool calls since the last message
 *     that the user wrote
 * @param results the results of those calls
 */
public record ToolRequest(
    List<ToolDefinition> tools, ToolChoice choice, int stepsTaken, List<ToolResult> results) {
  public static final ToolRequest NONE = new ToolRequest(List.of(), ToolChoice.AUTO, 0, List.of());

  public ToolRequest {
    tools = List.copyOf(tools);
    results = List.copyOf(results);
  }
}
