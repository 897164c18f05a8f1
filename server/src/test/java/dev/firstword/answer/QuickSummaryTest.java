package dev.firstword.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.prompt.Prompt;
import dev.firstword.prompt.Prompt.PromptMessage;
import dev.firstword.prompt.Prompt.Role;
import dev.firstword.protocol.Action;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.Usage;
import dev.firstword.routing.RouteFailure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class QuickSummaryTest {

  private static final Usage USAGE = new Usage(50, 20, 0, 0);

  private final SummaryCounts counts = new SummaryCounts();
  private final List<String> told = new ArrayList<>();
  private boolean closed;
  private final QuickSummary summary = new QuickSummary(counts, new Telling());

  private final class Telling implements QuickSummary.Listener {
    @Override
    public void onSummaryText(String piece) {
      told.add(piece);
    }

    @Override
    public void onSummaryRead() {}

    @Override
    public void onSummary(String whole, Usage usage) {
      told.add("whole: " + whole);
    }
  }

  @Test
  void isToldAsItIsWrittenAndThenWhole() {
    open();
    summary.onText("Memory buys ");
    summary.onText("speed. ");
    summary.onEnd(FinishReason.STOP, USAGE);

    assertThat(told).containsExactly("Memory buys ", "speed. ", "whole: Memory buys speed.");
    assertThat(counts.made()).isEqualTo(1);
  }

  @Test
  void isDroppedWhenTheAnswerBeginsBeforeIt() {
    open();

    summary.answerBegan();
    summary.onText("Too late.");

    assertThat(told).isEmpty();
    assertThat(closed).isTrue();
    assertThat(counts.late()).isEqualTo(1);
  }

  @Test
  void goesOnWhenItHasBegunBeforeTheAnswer() {
    open();
    summary.onText("Memory ");

    summary.answerBegan();
    summary.onText("buys speed.");
    summary.onEnd(FinishReason.STOP, USAGE);

    assertThat(told).endsWith("whole: Memory buys speed.");
    assertThat(closed).isFalse();
  }

  @Test
  void saysNothingOfItsFailure() {
    open();

    summary.onFailure(
        new RouteFailure("model_failed", "The model had a fault.", Action.RETRY, null, "500"));

    assertThat(told).isEmpty();
    assertThat(counts.failed()).isEqualTo(1);
  }

  @Test
  void endsWithAWholeSentenceWhenItWasCut() {
    open();
    summary.onText("Memory buys speed. It costs 1.5 times as m");

    summary.onEnd(FinishReason.LENGTH, USAGE);

    assertThat(told).endsWith("whole: Memory buys speed.");
  }

  @Test
  void isClosedWithItsTurn() {
    open();
    summary.onText("Memory ");

    summary.stop();
    summary.stop();

    assertThat(closed).isTrue();
    assertThat(counts.unwanted()).isEqualTo(1);
  }

  @Test
  void isNotAskedForOnceNobodyWantsIt() {
    summary.stop();

    summary.open(_ -> {
      throw new AssertionError("a model was asked");
    });

    assertThat(counts.unwanted()).isEqualTo(1);
  }

  @Test
  void isAskedForInTheSameConversation() {
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
    summary.open(_ -> () -> closed = true);
  }
}
