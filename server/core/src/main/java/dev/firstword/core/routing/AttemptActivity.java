package dev.firstword.core.routing;

import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.provider.ModelActivity.ProviderToolState;
import dev.firstword.relay.event.SilenceKind;
import dev.firstword.relay.event.Usage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the model of one attempt is doing: it thinks, writes a text or a tool call, or its provider
 * runs a tool. Confined to the attempt's event loop.
 */
final class AttemptActivity {

  private static final Logger log = LoggerFactory.getLogger(AttemptActivity.class);

  private final String model;
  private final SilenceClassifier silence;
  private boolean hasThought;
  private boolean hasToolCall;
  private boolean isWritingToolCall;
  private boolean isProviderToolRunning;
  private String refusalCategory = "";

  AttemptActivity(String model, SilenceClassifier silence) {
    this.model = model;
    this.silence = silence;
  }

  /** Returns whether the answer has a tool call. */
  boolean hasToolCall() {
    return hasToolCall;
  }

  /** Returns whether the provider runs a tool, of whose progress it reports nothing. */
  boolean isProviderToolRunning() {
    return isProviderToolRunning;
  }

  /** Returns the category under which the model declined; empty if none was given. */
  String refusalCategory() {
    return refusalCategory;
  }

  /** Returns whether the usage counts the tokens of the text alone. */
  boolean isTextCounted(Usage usage) {
    return !hasToolCall && (!hasThought || usage.thinkingTokens() > 0);
  }

  void onText(long nowNanos) {
    isProviderToolRunning = false;
    if (silence.isThinking()) {
      silence.onThinkingFinished(nowNanos);
    }
    silence.onContinued();
  }

  /** Returns whether a timeout may be due earlier than the one before. */
  boolean onActivity(ModelActivity activity, long nowNanos) {
    return switch (activity) {
      case ModelActivity.ThinkingStarted _ -> {
        hasThought = true;
        silence.onThinkingStarted(nowNanos);
        yield true;
      }
      case ModelActivity.ThinkingText _, ModelActivity.ThinkingTokens _ ->
          silence.onProgress(nowNanos);
      case ModelActivity.ThinkingFinished _ -> {
        silence.onThinkingFinished(nowNanos);
        yield true;
      }
      case ModelActivity.ToolCallStarted _ -> {
        hasToolCall = true;
        isWritingToolCall = true;
        silence.onContinued();
        yield true;
      }
      case ModelActivity.ToolCallReady _ -> {
        isWritingToolCall = false;
        yield false;
      }
      case ModelActivity.ProviderToolCall toolCall -> {
        isProviderToolRunning = toolCall.state() == ProviderToolState.READY;
        silence.onContinued();
        yield true;
      }
      case ModelActivity.CommentaryText _ -> {
        silence.onContinued();
        yield true;
      }
      case ModelActivity.Declined(String category) -> {
        log.info("{} declined an answer, category {}", model, category);
        refusalCategory = category;
        yield false;
      }
      case ModelActivity.ThoughtCompleted _,
          ModelActivity.ToolArguments _,
          ModelActivity.ProviderBlockCompleted _,
          ModelActivity.Cited _,
          ModelActivity.TextBlockEnded _,
          ModelActivity.FinalAnswerStarted _,
          ModelActivity.CommentaryCompleted _ ->
          false;
    };
  }

  /** Returns why nothing arrives at the moment; null if this does not say. */
  @Nullable Silence silence(long nowNanos, long lastProgressNanos) {
    if (silence.isThinking()) {
      return silence.classify(nowNanos);
    }
    if (isProviderToolRunning) {
      return Silence.ordinary(SilenceKind.RUNNING_TOOL, lastProgressNanos, null);
    }
    return isWritingToolCall
        ? Silence.ordinary(SilenceKind.WRITING_TOOL_INPUT, lastProgressNanos, null)
        : null;
  }
}
