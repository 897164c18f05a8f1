package dev.firstword.core.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.routing.AnswerFailure;
import dev.firstword.core.routing.FakeModelCalls;
import dev.firstword.core.routing.RoutedCall;
import dev.firstword.core.routing.RoutedCallListener;
import dev.firstword.relay.event.Action;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.loop.ManualEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class QuickSummaryTest {

  private static final Usage USAGE = new Usage(50, 20, 0, 0);

  private final SummaryCounters counters = new SummaryCounters();
  private final List<String> published = new ArrayList<>();
  private boolean closed;
  private final QuickSummary summary = new QuickSummary(counters, new SummaryListener());

  private final class SummaryListener implements QuickSummary.Listener {
    @Override
    public void onSummaryText(String piece) {
      published.add(piece);
    }

    @Override
    public void onSummaryReadComplete() {}

    @Override
    public void onSummaryComplete(String text, Usage usage) {
      published.add("whole: " + text);
    }
  }

  @Test
  void isPublishedInPiecesAndThenWhole() {
    open();
    summary.onText("Memory buys ");
    summary.onText("speed. ");
    summary.onEnd(FinishReason.STOP, USAGE);

    assertThat(published).containsExactly("Memory buys ", "speed. ", "whole: Memory buys speed.");
    assertThat(counters.completed()).isEqualTo(1);
  }

  @Test
  void isDroppedWhenTheAnswerStartsFirst() {
    open();

    summary.onAnswerStarted();
    summary.onText("Too late.");

    assertThat(published).isEmpty();
    assertThat(closed).isTrue();
    assertThat(counters.late()).isEqualTo(1);
  }

  @Test
  void continuesWhenItStartedBeforeTheAnswer() {
    open();
    summary.onText("Memory ");

    summary.onAnswerStarted();
    summary.onText("buys speed.");
    summary.onEnd(FinishReason.STOP, USAGE);

    assertThat(published).endsWith("whole: Memory buys speed.");
    assertThat(closed).isFalse();
  }

  @Test
  void publishesNothingWhenItFails() {
    open();

    summary.onFailure(
        new AnswerFailure("model_failed", "The model had a fault.", Action.RETRY, null, "500"));

    assertThat(published).isEmpty();
    assertThat(counters.failed()).isEqualTo(1);
  }

  @Test
  void endsWithAWholeSentenceWhenTruncated() {
    open();
    summary.onText("Memory buys speed. It costs 1.5 times as m");

    summary.onEnd(FinishReason.LENGTH, USAGE);

    assertThat(published).endsWith("whole: Memory buys speed.");
  }

  @Test
  void isClosedWithItsTurn() {
    open();
    summary.onText("Memory ");

    summary.stop();
    summary.stop();

    assertThat(closed).isTrue();
    assertThat(counters.cancelled()).isEqualTo(1);
  }

  @Test
  void isNotRequestedOnceStopped() {
    summary.stop();

    open(_ -> {
      throw new AssertionError("a model was asked");
    });

    assertThat(counters.cancelled()).isEqualTo(1);
  }

  @Test
  void usesTheSameConversation() {
    Prompt full =
        new Prompt(
            "You are terse.",
            List.of(
                new PromptMessage(Role.USER, "What is Lambda?"),
                new PromptMessage(Role.ASSISTANT, "A service."),
                new PromptMessage(Role.USER, "And its memory?")));

    Prompt prompt = QuickSummary.prompt(full);

    assertThat(prompt.system()).isEqualTo("You are terse.");
    assertThat(prompt.messages().subList(0, 2)).isEqualTo(full.messages().subList(0, 2));
    assertThat(prompt.messages().getLast().text())
        .contains("one or two sentences")
        .endsWith("Question: And its memory?");
  }

  private void open() {
    open(_ -> () -> closed = true);
  }

  private void open(Function<RoutedCallListener, RoutedCall> fastest) {
    Prompt answerPrompt =
        new Prompt("You are terse.", List.of(new PromptMessage(Role.USER, "What is Lambda?")));
    summary.open(new FakeModelCalls(_ -> () -> {}, fastest), answerPrompt, new ManualEventLoop());
  }
}
