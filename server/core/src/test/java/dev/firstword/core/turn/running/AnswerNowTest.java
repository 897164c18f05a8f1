package dev.firstword.core.turn.running;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.core.protocol.ChatRequest.SummaryPreference;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.provider.ThinkingControl;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.provider.ThinkingOption.Level;
import dev.firstword.core.routing.ChosenModel;
import dev.firstword.core.routing.Complexity;
import dev.firstword.core.statistics.Distribution;
import dev.firstword.core.turn.TurnTestBase;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.TurnEvent.JudgedBy;
import dev.firstword.relay.event.TurnEvent.ModelReason;
import dev.firstword.relay.event.Usage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Closing a thought so that the answer starts. */
final class AnswerNowTest extends TurnTestBase {

  private static final Usage USAGE = new Usage(10, 5, 0, 0);

  @Test
  void closesTheThoughtAndAsksTheSameModelToAnswerWithoutThinking() {
    Turn turn = startThinking(ThinkingControl.ADAPTIVE, null);

    turn.answerNow();

    assertThat(upstreamClosed).as("the thinking call").isTrue();
    assertThat(modelRequests).hasSize(2);
    assertThat(modelRequests.getLast().thinking()).isEqualTo(ThinkingOption.of(Level.OFF));
    assertThat(modelRequests.getLast().previousStep()).isEqualTo(modelOf(ThinkingControl.ADAPTIVE));
    model.onModel(modelOf(ThinkingControl.ADAPTIVE));
    model.onText("Hello");
    model.onEnd(FinishReason.STOP, USAGE);
    awaitEnd(turn);

    assertThat(thinkingEvents(turn))
        .containsExactly("thinking started", "thinking finished", "answer_now user");
    assertThat(turn.state()).isEqualTo(TurnState.DONE);
    assertThat(types(turn)).containsOnlyOnce("model", "full_start", "done");
  }

  @Test
  void isOfferedOnlyForModelsThatCanBeTold() {
    Turn told = startThinking(ThinkingControl.EFFORT, null);

    assertThat(thinkingStart(told).path("can_answer_now").asBoolean()).isTrue();
    cancelAndAwaitEnd(told);
  }

  @Test
  void doesNothingForAModelThatCannotBeTold() {
    Turn turn = startThinking(ThinkingControl.NONE, null);

    turn.answerNow();

    assertThat(thinkingStart(turn).has("can_answer_now")).isFalse();
    assertThat(modelRequests).hasSize(1);
    assertThat(upstreamClosed).isFalse();
    cancelAndAwaitEnd(turn);
  }

  @Test
  void doesNothingOnceThereIsText() {
    Turn turn = startThinking(ThinkingControl.ADAPTIVE, null);
    model.onActivity(new ModelActivity.ThinkingFinished());
    model.onText("Hello");
    model.onActivity(new ModelActivity.ThinkingStarted());

    turn.answerNow();

    assertThat(modelRequests).hasSize(1);
    cancelAndAwaitEnd(turn);
  }

  @Test
  void happensByItselfAtTheTimeThatTheRequestAllows() {
    Turn turn = startThinking(ThinkingControl.ADAPTIVE, Duration.ofSeconds(30));
    loop.advance(Duration.ofSeconds(29));
    assertThat(modelRequests).hasSize(1);

    loop.advance(Duration.ofSeconds(1));

    assertThat(modelRequests).hasSize(2);
    assertThat(thinkingEvents(turn)).endsWith("answer_now deadline");
    cancelAndAwaitEnd(turn);
  }

  @Test
  void closesAThoughtThatStartsAfterThatTimeOnce() {
    Turn turn = start(Duration.ofSeconds(2));
    model.onModel(modelOf(ThinkingControl.ADAPTIVE));
    loop.advance(Duration.ofSeconds(3));

    model.onActivity(new ModelActivity.ThinkingStarted());
    loop.runTasks();
    assertThat(modelRequests).hasSize(2);

    model.onModel(modelOf(ThinkingControl.ADAPTIVE));
    model.onActivity(new ModelActivity.ThinkingStarted());
    loop.runTasks();
    assertThat(modelRequests).as("a model that thinks all the same").hasSize(2);
    cancelAndAwaitEnd(turn);
  }

  private Turn startThinking(ThinkingControl control, @Nullable Duration thinkUntil) {
    Turn turn = start(thinkUntil);
    model.onModel(modelOf(control));
    model.onActivity(new ModelActivity.ThinkingStarted());
    model.onReadComplete();
    return turn;
  }

  private Turn start(@Nullable Duration thinkUntil) {
    Turn turn = startTurn(profile(Duration.ofSeconds(30)));
    GenerationRequest plain =
        generationRequest(_ -> () -> upstreamClosed = true, _ -> () -> {}, SummaryPreference.NO);
    turn.generate(
        new GenerationRequest(
            List.of(),
            plain.routing(),
            plain.models(),
            SummaryPreference.NO,
            thinkUntil,
            "",
            plain.lengths(),
            plain.summaries()));
    return turn;
  }

  private static ChosenModel modelOf(ThinkingControl control) {
    return new ChosenModel(
        "opus",
        ModelReason.COMPLEX,
        Complexity.COMPLEX,
        true,
        JudgedBy.RULES,
        CONSTANT,
        CONSTANT,
        control);
  }

  private static final Distribution CONSTANT = Distribution.constant(1_000, 1);

  private static JsonNode thinkingStart(Turn turn) {
    return events(turn.log().view()).stream()
        .map(TurnTestBase::parse)
        .filter(event -> event.path("type").asText().equals("thinking"))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> thinkingEvents(Turn turn) {
    return events(turn.log().view()).stream()
        .map(TurnTestBase::parse)
        .filter(event ->
            event.path("type").asText().equals("thinking")
                || event.path("type").asText().equals("answer_now"))
        .map(event ->
            event.path("type").asText()
                + " "
                + event.path("state").asText(event.path("by").asText()))
        .toList();
  }
}
