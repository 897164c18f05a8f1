package dev.firstword.core.turn.running;

import java.util.List;

/**
 * What became of the results of tool calls, by the ids of the calls.
 *
 * @param accepted the model will be given the result
 * @param ignored the call has a result already, or the turn no longer waits for it
 * @param unknown the turn has no such call
 */
public record ToolResultsOutcome(
    List<String> accepted, List<String> ignored, List<String> unknown) {

  public ToolResultsOutcome {
    accepted = List.copyOf(accepted);
    ignored = List.copyOf(ignored);
    unknown = List.copyOf(unknown);
  }
}
