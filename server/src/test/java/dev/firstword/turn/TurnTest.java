package dev.firstword.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.firstword.conversation.Message;
import dev.firstword.protocol.Action;
import dev.firstword.protocol.ChatRequest.SummaryWish;
import dev.firstword.protocol.TurnEvent.CancelledBy;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.TurnEvent.JudgedBy;
import dev.firstword.protocol.TurnEvent.ModelReason;
import dev.firstword.protocol.TurnEvent.PhaseState;
import dev.firstword.protocol.Usage;
import dev.firstword.routing.ChosenModel;
import dev.firstword.routing.Complexity;
import dev.firstword.routing.RouteFailure;
import dev.firstword.window.Distribution;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A turn of the standard profile, whose orphan grace is 30 s, on a loop driven by hand. */
final class TurnTest extends OneTurn {

  @Test
  void goesItsWholeWay() {
    Turn turn = started(profile(Duration.ofSeconds(30)));

    turn.phaseStarted("history", loop.nanoTime());
    turn.phaseEnded("history", PhaseState.FINISHED, loop.nanoTime());
    ask(turn);
    turn.onModel(haiku());
    turn.onText("Hel");
    turn.onText("lo");
    turn.onReadComplete();
    turn.onEnd(FinishReason.STOP, new Usage(3, 2, 0, 0));
    awaitEnd(turn);

    assertThat(types(turn))
        .containsExactly(
            "start",
            "phase",
            "phase",
            "phase",
            "model",
            "estimate",
            "phase",
            "phase",
            "full_start",
            "text",
            "text",
            "phase",
            "stream_end",
            "done");
    assertThat(turn.state()).isEqualTo(TurnState.DONE);
  }

  @Test
  void asksForTheAnswerBeforeTheSummary() {
    List<String> opened = new ArrayList<>();
    Turn turn = started(profile(Duration.ofSeconds(30)));

    turn.ask(
        asking(
            answer -> {
              answer.onModel(haiku());
              opened.add("answer");
              return () -> {};
            },
            _ -> {
              opened.add("summary");
              return () -> {};
            },
            SummaryWish.YES));

    assertThat(opened).containsExactly("answer", "summary");
    endForTheJournal(turn);
  }

  @Test
  void estimatesTheWaitAnewWhenTheSameModelIsAskedAgain() throws IOException {
    Turn turn = started(profile(Duration.ofSeconds(30)));
    ask(turn);
    turn.onModel(haiku());
    loop.advance(Duration.ofMillis(900));

    turn.onAskedAgain(haiku());

    assertThat(types(turn)).endsWith("estimate").containsOnlyOnce("model");
    assertThat(JSON.readTree(lastEvent(turn)).at("/ttft_ms/p50").asDouble())
        .isCloseTo(1_900, within(30.0)); // Bins are a percent wide.
    endForTheJournal(turn);
  }

  @Test
  void showsItsEndOnlyOnceThatIsDurable() {
    Turn turn = streaming(profile(Duration.ofSeconds(30)));
    store.failNext(1);

    turn.onEnd(FinishReason.STOP, Usage.NONE);
    assertThat(types(turn)).endsWith("stream_end");
    awaitEnd(turn);

    assertThat(types(turn)).endsWith("done");
    TurnStore.End end = store.end("turn_1");
    assertThat(end).isNotNull();
    assertThat(end.text()).isEqualTo("Hello");
  }

  @Test
  void showsItsEndAfterASecondEvenIfTheStoreIsAway() {
    Turn turn = streaming(profile(Duration.ofSeconds(30)));
    store.failNext(Integer.MAX_VALUE);

    turn.onEnd(FinishReason.STOP, Usage.NONE);
    loop.advance(Duration.ofSeconds(1));

    assertThat(types(turn)).endsWith("done");
    assertThat(toldAsEnded).isFalse();

    store.failNext(0);
    awaitEnd(turn);
    assertThat(types(turn)).containsOnlyOnce("done");
  }

  @Test
  void canBeStoppedDuringTheSilenceBeforeTheFirstWord() {
    Turn turn = started(profile(Duration.ofSeconds(30)));
    ask(turn);

    turn.cancel();
    awaitEnd(turn);

    assertThat(upstreamClosed).isTrue();
    assertThat(types(turn)).endsWith("cancelled");
    assertThat(turn.state()).isEqualTo(TurnState.CANCELLED);
  }

  @Test
  void keepsTheTextOfAStoppedAnswer() {
    Turn turn = streaming(profile(Duration.ofSeconds(30)));

    turn.cancel();
    awaitEnd(turn);

    TurnStore.End end = store.end("turn_1");
    assertThat(end).isNotNull();
    assertThat(end.text()).isEqualTo("Hello");
    assertThat(end.messageState()).isEqualTo(Message.State.CANCELLED);
  }

  @Test
  void isStoppedOnlyOnce() {
    Turn turn = streaming(profile(Duration.ofSeconds(30)));

    turn.cancel();
    turn.cancel(CancelledBy.SHUTDOWN);
    awaitEnd(turn);
    turn.cancel();
    loop.runTasks();

    assertThat(types(turn)).containsOnlyOnce("cancelled");
  }

  @Test
  void canBeStoppedBeforeItHasStarted() {
    Turn turn = turn(profile(Duration.ofSeconds(30)));

    turn.cancel();
    turn.join(reader);
    turn.start();
    awaitEnd(turn);

    assertThat(types(turn)).containsExactly("start", "cancelled");
  }

  @Test
  void endsWithOneErrorAndKeepsTheText() {
    Turn turn = streaming(profile(Duration.ofSeconds(30)));

    turn.onFailure(
        new RouteFailure("model_cut", "It broke.", Action.RETRY, Duration.ofSeconds(3), "x"));
    turn.cancel();
    awaitEnd(turn);

    assertThat(types(turn)).endsWith("text", "error");
    assertThat(lastEvent(turn)).contains("\"code\":\"model_cut\"", "\"retry_after_ms\":3000");
    assertThat(turn.state()).isEqualTo(TurnState.FAILED);
  }

  @Test
  void saysThatItIsSlow() {
    Turn turn = started(profile(Duration.ofSeconds(30)));
    ask(turn);

    loop.advance(Duration.ofSeconds(5));

    assertThat(types(turn)).endsWith("slow");
    endForTheJournal(turn);
  }

  private static ChosenModel haiku() {
    return new ChosenModel(
        "haiku",
        ModelReason.SIMPLE,
        Complexity.SIMPLE,
        true,
        JudgedBy.RULES,
        Distribution.always(1_000, 1),
        Distribution.always(50, 1));
  }
}
