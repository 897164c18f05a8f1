package dev.firstword.core.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.prompt.CacheScope;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.MediaDescription;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.routing.FakeModelCalls;
import dev.firstword.core.routing.RoutedCall;
import dev.firstword.core.turn.TurnTestBase;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.loop.ManualEventLoop;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class QuickSummaryTest {

  private static final Usage USAGE = new Usage(50, 20, 0, 0);

  private final SummaryCounters counters = new SummaryCounters();
  private final TurnLog log = new TurnLog();
  private boolean closed;
  private final QuickSummary summary = new QuickSummary(counters, "chat", log);

  @Test
  void isPublishedInPiecesAndThenWhole() {
    open();
    summary.onText("Memory buys ");
    summary.onText("speed. ");
    summary.onEnd(FinishReason.STOP, USAGE);

    assertThat(published())
        .containsExactly(
            "summary_text Memory buys ", "summary_text speed. ", "summary Memory buys speed.");
    assertThat(summary.usage()).isEqualTo(USAGE);
    assertThat(counters.completed()).isEqualTo(1);
  }

  @Test
  void isDroppedWhenTheAnswerStartsFirst() {
    open();

    summary.onAnswerStarted();
    summary.onText("Too late.");
    log.publish(false);

    assertThat(published()).isEmpty();
    assertThat(closed).isTrue();
    assertThat(counters.late()).isEqualTo(1);
  }

  @Test
  void isLeftOutWhereSummariesComeTooLate() {
    for (int i = 0; i < 20; i++) {
      counters.recordLate("chat");
    }

    assertThat(requested(200)).as("one in twenty finds out").isEqualTo(10);
    assertThat(counters.isWorthwhile("another profile")).isTrue();

    for (int i = 0; i < 10; i++) {
      counters.recordShown("chat");
    }
    assertThat(requested(200)).isEqualTo(200);
  }

  private long requested(int times) {
    return IntStream.range(0, times).filter(_ -> counters.isWorthwhile("chat")).count();
  }

  @Test
  void seesTheImagesOfTheConversation() {
    MediaDescription image =
        new MediaDescription(MediaDescription.Kind.IMAGE, "image/png", "a.png", "hash", 3, 100);
    Prompt full =
        new Prompt(
            "Be brief.",
            List.of(
                new PromptMessage(
                    Role.USER,
                    List.of(new ContentPart.Media(image), new ContentPart.Text("What is it?")))),
            0,
            CacheScope.DEFAULT,
            Map.of("hash", new byte[] {1, 2, 3}));

    Prompt prompt = QuickSummary.prompt(full);

    assertThat(prompt.media()).containsOnlyKeys("hash");
    assertThat(prompt.messages().getLast().parts()).startsWith(new ContentPart.Media(image));
    assertThat(prompt.messages().getLast().text()).endsWith("What is it?");
  }

  @Test
  void continuesWhenItStartedBeforeTheAnswer() {
    open();
    summary.onText("Memory ");

    summary.onAnswerStarted();
    summary.onText("buys speed.");
    summary.onEnd(FinishReason.STOP, USAGE);

    assertThat(published()).endsWith("summary Memory buys speed.");
    assertThat(closed).isFalse();
  }

  @Test
  void publishesNothingWhenItFails() {
    open();

    summary.onFailure(new ProviderFailure.ServerError(500, "a fault"));
    log.publish(false);

    assertThat(published()).isEmpty();
    assertThat(counters.failed()).isEqualTo(1);
  }

  @Test
  void endsWithAWholeSentenceWhenTruncated() {
    open();
    summary.onText("Memory buys speed. It costs 1.5 times as m");

    summary.onEnd(FinishReason.LENGTH, USAGE);

    assertThat(published()).endsWith("summary Memory buys speed.");
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

  /** Returns the type and the text of each published event. */
  private List<String> published() {
    return TurnTestBase.events(log.view()).stream()
        .map(TurnTestBase::parse)
        .map(event -> event.path("type").asText() + " " + event.path("text").asText())
        .toList();
  }

  private void open() {
    open(_ -> () -> closed = true);
  }

  private void open(Function<ModelCallListener, RoutedCall> fastest) {
    Prompt answerPrompt =
        new Prompt("You are terse.", List.of(new PromptMessage(Role.USER, "What is Lambda?")));
    summary.open(
        new FakeModelCalls((_, _) -> () -> {}, fastest), answerPrompt, new ManualEventLoop());
  }
}
