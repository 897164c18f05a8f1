package dev.firstword.core.turn;

import java.util.List;

/**
 * What became of the results of tool calls.
 *
 * @param accepted the ids of the calls that the turn goes on with
 * @param ignored the ids of the calls that had a result before, or that nothing waits for any more
 */
public record ToolResultsOutcome(List<String> accepted, List<String> ignored) {

  public ToolResultsOutcome {
    accepted = List.copyOf(accepted);
    ignored = List.copyOf(ignored);
  }
}
