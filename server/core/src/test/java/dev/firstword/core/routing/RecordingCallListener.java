package dev.firstword.core.routing;

import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.provider.PassthroughPart;
import dev.firstword.core.timeline.DeclinedCall;
import dev.firstword.core.turn.running.AnswerFailure;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.TurnEvent.JudgedBy;
import dev.firstword.relay.event.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records the events of an answer as short strings. */
final class RecordingCallListener implements RoutedCallListener {

  final List<String> events = new ArrayList<>();

  /** What determined the question's complexity, for each reported model. */
  final List<@Nullable JudgedBy> judgedBy = new ArrayList<>();

  /** The retry-after durations of failures that have one. */
  final List<Duration> retryAfters = new ArrayList<>();

  private boolean hasText;

  @Override
  public void onModel(ChosenModel model) {
    judgedBy.add(model.judgedBy());
    events.add("model " + model.name() + " " + model.reason().wireName());
  }

  @Override
  public void onRetry(ChosenModel model) {
    events.add("again " + model.name());
  }

  @Override
  public void onDeclined(DeclinedCall call) {
    events.add(
        "refusal of %s: %s, %d"
            .formatted(call.model(), call.category(), call.usage().inputTokens()));
  }

  @Override
  public void onRateLimitWait() {
    events.add("rate limit wait");
  }

  @Override
  public void onText(String text) {
    hasText = true;
    events.add("text " + text);
  }

  @Override
  public void onActivity(ModelActivity activity) {
    events.add(
        switch (activity) {
          case ModelActivity.ThinkingStarted _ -> "thinking";
          case ModelActivity.ThinkingText(String text) -> "thought " + text;
          case ModelActivity.ThinkingTokens(long tokens) -> "thought tokens " + tokens;
          case ModelActivity.ThinkingFinished _ -> "thought finished";
          case ModelActivity.ThoughtCompleted(var thought) -> "thought of " + thought.model();
          case ModelActivity.ToolCallStarted(String id, String name) -> "tool " + id + " " + name;
          case ModelActivity.ToolArguments(String id, String json) ->
              "arguments " + id + " " + json;
          case ModelActivity.ToolCallReady(var call) -> "ready " + call.id();
          case ModelActivity.ProviderToolCall(var id, var _, var state, var _) -> id + " " + state;
          case ModelActivity.ProviderBlockCompleted(var block) -> "block " + block.json();
          case ModelActivity.Cited(var citation) -> "cited " + citation.title();
          case ModelActivity.TextBlockEnded _ -> "block ended";
          case ModelActivity.FinalAnswerStarted _ -> "final answer";
          case ModelActivity.CommentaryText(String text) -> "commentary " + text;
          case ModelActivity.CommentaryCompleted(var commentary) -> "said " + commentary.text();
          case ModelActivity.Declined(String category) -> "declined " + category;
        });
  }

  @Override
  public void onPassthrough(PassthroughPart part) {
    if (part.bytes().length > 0) {
      events.add(part.kind() + " " + new String(part.bytes(), StandardCharsets.UTF_8));
    }
  }

  @Override
  public void onRefusal(int status, byte[] body) {
    events.add("refused " + status + " " + new String(body, StandardCharsets.UTF_8));
  }

  @Override
  public void onReadComplete() {
    events.add("flush");
  }

  @Override
  public void onEnd(FinishReason reason, Usage usage) {
    events.add("end " + reason.wireName());
  }

  @Override
  public void onFailure(ProviderFailure cause) {
    AnswerFailure failure = AnswerFailure.of(cause, hasText);
    events.add("failure " + failure.code() + " " + failure.action().wireName());
    if (failure.retryAfter() != null) {
      retryAfters.add(failure.retryAfter());
    }
  }
}
