package dev.firstword.adapters.dialect;

import dev.firstword.adapters.dialect.FinishReasons.Meaning;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.client.ProviderFailure.ServerError;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import org.jspecify.annotations.Nullable;

/** How an answer ends, as far as the provider has said. */
final class AnswerEnd {

  private static final int FAILED_STATUS = 500;

  private @Nullable Meaning finish;
  private boolean isRefused;

  /**
   * Reads a finish reason.
   *
   * @param word the provider's word; null if there is none
   * @return why the answer is not complete; null if it is, or continues
   */
  @Nullable ProviderFailure read(@Nullable String word) {
    Meaning meaning = FinishReasons.of(word);
    return switch (meaning) {
      case ABSENT -> null;
      case STOP, TOOL_CALLS, LENGTH, PAUSE, REFUSAL -> {
        finish = isTruncated() ? finish : meaning;
        yield null;
      }
      case FAILED ->
          new ServerError(FAILED_STATUS, "the finish reason is " + FinishReasons.name(word));
      case UNKNOWN -> {
        if (!isRefused) {
          yield new Malformed("the finish reason is unknown");
        }
        finish = Meaning.REFUSAL;
        yield null;
      }
    };
  }

  /** A truncated answer stays one, whatever the provider says later. */
  private boolean isTruncated() {
    return finish == Meaning.LENGTH || finish == Meaning.REFUSAL;
  }

  /** The model declined, whatever its finish reason is. */
  void refuse() {
    isRefused = true;
  }

  /** Returns whether the answer is known to be complete. */
  boolean isKnown() {
    return finish != null;
  }

  /** Returns the finish reason. */
  FinishReason reason(boolean hasToolCalls) {
    if (isRefused) {
      return FinishReason.REFUSAL;
    }
    if (finish == null) {
      return FinishReason.OTHER;
    }
    return switch (finish) {
      case STOP -> hasToolCalls ? FinishReason.TOOL_CALLS : FinishReason.STOP;
      case TOOL_CALLS -> hasToolCalls ? FinishReason.TOOL_CALLS : FinishReason.OTHER;
      case LENGTH -> FinishReason.LENGTH;
      // The results of tool calls are sent back too, and with them the answer.
      case PAUSE -> hasToolCalls ? FinishReason.TOOL_CALLS : FinishReason.PAUSE;
      case REFUSAL -> FinishReason.REFUSAL;
      case FAILED, UNKNOWN, ABSENT -> FinishReason.OTHER;
    };
  }
}
