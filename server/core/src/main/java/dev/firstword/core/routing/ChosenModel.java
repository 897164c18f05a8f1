package dev.firstword.core.routing;

import dev.firstword.core.provider.ThinkingControl;
import dev.firstword.core.statistics.Distribution;
import dev.firstword.relay.event.TurnEvent.JudgedBy;
import dev.firstword.relay.event.TurnEvent.ModelReason;
import org.jspecify.annotations.Nullable;

/**
 * The model of an answer and its expected latency, from measurements.
 *
 * @param withinBudget false if no model fitted the requested budget and this is the fastest
 * @param judgedBy what determined the question's complexity; absent if the model was pinned
 * @param firstTextMs milliseconds from the call to its first text, for this prompt's length
 * @param tokensPerSecond output speed after the first token
 * @param thinkingControl how thinking is requested
 * @param region where it answers; null if that is not known
 */
public record ChosenModel(
    String name,
    ModelReason reason,
    Complexity complexity,
    boolean withinBudget,
    @Nullable JudgedBy judgedBy,
    Distribution firstTextMs,
    Distribution tokensPerSecond,
    ThinkingControl thinkingControl,
    @Nullable String region) {

  /** Creates a choice of which it is not known where it answers. */
  public ChosenModel(
      String name,
      ModelReason reason,
      Complexity complexity,
      boolean withinBudget,
      @Nullable JudgedBy judgedBy,
      Distribution firstTextMs,
      Distribution tokensPerSecond,
      ThinkingControl thinkingControl) {
    this(
        name,
        reason,
        complexity,
        withinBudget,
        judgedBy,
        firstTextMs,
        tokensPerSecond,
        thinkingControl,
        null);
  }

  /** Whether the model's thinking can be switched off. */
  public boolean canAnswerNow() {
    return thinkingControl != ThinkingControl.NONE;
  }
}
