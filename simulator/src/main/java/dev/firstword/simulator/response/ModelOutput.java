package dev.firstword.simulator.response;

import dev.firstword.simulator.answer.Answer;
import dev.firstword.simulator.answer.Answer.StopReason;
import dev.firstword.simulator.tools.ToolCall;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model writes after its thought: text, then tool calls.
 *
 * @param text may be empty
 */
public record ModelOutput(Answer text, List<ToolCall> toolCalls) {

  public ModelOutput {
    toolCalls = List.copyOf(toolCalls);
  }

  public static ModelOutput ofText(Answer text) {
    return new ModelOutput(text, List.of());
  }

  /**
   * Returns this output truncated to the given number of tokens. A truncated text has no calls, and
   * of truncated calls the last one has incomplete arguments.
   */
  public ModelOutput limitedTo(int maxTokens) {
    if (tokenCount() <= maxTokens) {
      return this;
    }
    int left = maxTokens - text.tokenCount();
    List<ToolCall> kept = new ArrayList<>();
    for (ToolCall call : toolCalls) {
      if (left > call.headTokens()) {
        kept.add(left >= call.tokens() ? call : call.truncatedTo(left));
      }
      left -= call.tokens();
    }
    Answer keptText =
        text.endedAfter(Math.min(maxTokens, text.tokenCount()), StopReason.MAX_TOKENS);
    return new ModelOutput(keptText, kept);
  }

  public int tokenCount() {
    return text.tokenCount() + toolCalls.stream().mapToInt(ToolCall::tokens).sum();
  }

  public boolean hasText() {
    return text.tokenCount() > 0;
  }

  /** Returns why the model stopped: to call tools, unless a limit ended a call. */
  public StopReason stopReason() {
    return toolCalls.isEmpty() || text.stopReason() == StopReason.MAX_TOKENS
        ? text.stopReason()
        : StopReason.TOOL_USE;
  }
}
