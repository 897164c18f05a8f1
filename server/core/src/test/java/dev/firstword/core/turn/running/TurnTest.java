package dev.firstword.core.turn.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.core.conversation.Message;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.protocol.ChatRequest.SummaryPreference;
import dev.firstword.core.provider.ModelActivity.ThinkingFinished;
import dev.firstword.core.provider.ModelActivity.ThinkingStarted;
import dev.firstword.core.provider.ModelActivity.ThinkingText;
import dev.firstword.core.provider.ThinkingControl;
import dev.firstword.core.routing.ChosenModel;
import dev.firstword.core.routing.Complexity;
import dev.firstword.core.statistics.Distribution;
import dev.firstword.core.turn.TurnTestBase;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.CancelledBy;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.TurnEvent.JudgedBy;
import dev.firstword.relay.event.TurnEvent.ModelReason;
import dev.firstword.relay.event.TurnEvent.PhaseState;
import dev.firstword.relay.event.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A turn with the disconnect grace period of the standard profile, 30 s, on a manually driven loop.
 */
final class TurnTest extends TurnTestBase {

  @Test
  void showsNothingBeforeItIsStarted() {
    Turn turn = newTurn(Profiles.defaultChat());
    turn.subscribe(reader);
    generate(turn);
    model.onText("Early");
    model.onReadComplete();
    loop.advance(Duration.ofSeconds(1));
    assertThat(turn.log().view().isEmpty()).isTrue();

    turn.start();

    assertThat(new String(turn.log().view().toBytes(), StandardCharsets.UTF_8))
        .startsWith("id: 1\ndata: {\"type\":\"start\"")
        .contains("\"text\":\"Early\"");
    cancelAndAwaitEnd(turn);
  }

  @Test
  void runsFromStartToDone() {
    Turn turn = startTurn(profile(Duration.ofSeconds(30)));

    turn.phaseStarted("history", loop.nanoTime());
    turn.phaseEnded("history", PhaseState.FINISHED, loop.nanoTime());
    generate(turn);
    model.onModel(haiku());
    model.onText("Hel");
    model.onText("lo");
    model.onReadComplete();
    model.onEnd(FinishReason.STOP, new Usage(3, 2, 0, 0));
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
  void showsThatTheModelThinksBeforeItAnswers() throws IOException {
    Turn turn = startTurn(profile(Duration.ofSeconds(30)));
    generate(turn);
    model.onModel(haiku());
    loop.advance(Duration.ofMillis(800));
    model.onActivity(new ThinkingStarted());
    model.onActivity(new ThinkingText("**Reading both**\n\n"));
    model.onReadComplete();
    assertThat(turn.state()).isEqualTo(TurnState.WAITING);
    loop.advance(Duration.ofSeconds(40));
    model.onActivity(new ThinkingFinished());
    model.onText("Hello");
    model.onEnd(FinishReason.STOP, new Usage(3, 50, 0, 0).withThinkingTokens(48));
    awaitEnd(turn);

    assertThat(types(turn).stream().filter(type -> !type.equals("estimate")))
        .containsExactly(
            "start",
            "phase",
            "model",
            "phase",
            "phase",
            "thinking",
            "thinking",
            "thinking",
            "phase",
            "phase",
            "full_start",
            "text",
            "phase",
            "stream_end",
            "done");
    JsonNode done = JSON.readTree(lastEvent(turn));
    assertThat(done.at("/usage/thinking_tokens").asLong()).isEqualTo(48);
    JsonNode latency = done.at("/latency");
    assertThat(latency.path("first_token_ms").asLong()).isEqualTo(800);
    assertThat(latency.path("thinking_ms").asLong()).isEqualTo(40_000);
    assertThat(latency.path("ttft_ms").asLong()).isEqualTo(40_800);
    assertThat(latency.path("model_ttft_ms").asLong()).isEqualTo(40_800);
    assertThat(latency.path("phases"))
        .extracting(phase -> phase.path("name").asText() + " " + phase.path("duration_ms").asLong())
        .containsExactly("model 800", "thinking 40000", "generation 0");
    assertThat(latency.path("critical_path"))
        .extracting(JsonNode::asText)
        .containsExactly("model", "thinking", "generation");
  }

  @Test
  void startsTheWaitAgainWhenAnotherModelReplacesOneThatOnlyThought() {
    Turn turn = startTurn(profile(Duration.ofSeconds(30)));
    generate(turn);
    model.onModel(haiku());
    model.onActivity(new ThinkingStarted());
    loop.advance(Duration.ofSeconds(3));

    model.onModel(haiku());
    model.onText("Hello");
    model.onReadComplete();

    assertThat(
            events(turn.log().view()).stream()
                .map(TurnTestBase::parse)
                .filter(event -> event.path("type").asText().equals("phase"))
                .map(event -> event.path("name").asText() + " " + event.path("state").asText()))
        .containsExactly(
            "model started",
            "model finished",
            "thinking started",
            "thinking failed",
            "model started",
            "model finished",
            "generation started");
    cancelAndAwaitEnd(turn);
  }

  @Test
  void endsAThoughtThatTheUserStops() throws IOException {
    Turn turn = startTurn(profile(Duration.ofSeconds(30)));
    generate(turn);
    model.onModel(haiku());
    model.onActivity(new ThinkingStarted());
    loop.advance(Duration.ofSeconds(7));

    cancelAndAwaitEnd(turn);

    assertThat(types(turn)).endsWith("thinking", "phase", "cancelled");
    JsonNode latency = JSON.readTree(lastEvent(turn)).path("latency");
    assertThat(latency.path("thinking_ms").asLong()).isEqualTo(7_000);
    assertThat(latency.has("ttft_ms")).isFalse();
  }

  @Test
  void requestsTheAnswerBeforeTheSummary() {
    List<String> opened = new ArrayList<>();
    Turn turn = startTurn(profile(Duration.ofSeconds(30)));

    turn.generate(
        generationRequest(
            answer -> {
              answer.onModel(haiku());
              opened.add("answer");
              return () -> {};
            },
            _ -> {
              opened.add("summary");
              return () -> {};
            },
            SummaryPreference.YES));

    assertThat(opened).containsExactly("answer", "summary");
    cancelAndAwaitEnd(turn);
  }

  @Test
  void updatesTheEstimateWhenTheSameModelIsRetried() throws IOException {
    Turn turn = startTurn(profile(Duration.ofSeconds(30)));
    generate(turn);
    model.onModel(haiku());
    loop.advance(Duration.ofMillis(900));

    model.onRetry(haiku());
    loop.advance(Duration.ZERO);

    assertThat(types(turn)).endsWith("estimate").containsOnlyOnce("model");
    assertThat(JSON.readTree(lastEvent(turn)).at("/ttft_ms/p50").asDouble())
        .isCloseTo(1_900, within(30.0)); // Bins are one percent wide.
    cancelAndAwaitEnd(turn);
  }

  @Test
  void publishesItsEndOnceItIsDurable() {
    Turn turn = startStreaming(profile(Duration.ofSeconds(30)));
    store.failNext(1);

    model.onEnd(FinishReason.STOP, Usage.NONE);
    assertThat(types(turn)).endsWith("stream_end");
    awaitEnd(turn);

    assertThat(types(turn)).endsWith("done");
    TurnStore.End end = store.endOf("turn_1");
    assertThat(end).isNotNull();
    assertThat(end.text()).isEqualTo("Hello");
  }

  @Test
  void publishesItsEndAfterASecondIfTheStoreIsUnavailable() {
    Turn turn = startStreaming(profile(Duration.ofSeconds(30)));
    store.failNext(Integer.MAX_VALUE);

    model.onEnd(FinishReason.STOP, Usage.NONE);
    loop.advance(Duration.ofSeconds(1));

    assertThat(types(turn)).endsWith("done");
    assertThat(endNotified).isFalse();

    store.failNext(0);
    awaitEnd(turn);
    assertThat(types(turn)).containsOnlyOnce("done");
  }

  @Test
  void canBeCancelledBeforeTheFirstToken() {
    Turn turn = startTurn(profile(Duration.ofSeconds(30)));
    generate(turn);

    turn.cancel();
    awaitEnd(turn);

    assertThat(upstreamClosed).isTrue();
    assertThat(types(turn)).endsWith("cancelled");
    assertThat(turn.state()).isEqualTo(TurnState.CANCELLED);
  }

  @Test
  void keepsTheTextOfACancelledAnswer() {
    Turn turn = startStreaming(profile(Duration.ofSeconds(30)));

    turn.cancel();
    awaitEnd(turn);

    TurnStore.End end = store.endOf("turn_1");
    assertThat(end).isNotNull();
    assertThat(end.text()).isEqualTo("Hello");
    assertThat(end.messageState()).isEqualTo(Message.State.CANCELLED);
  }

  @Test
  void isCancelledOnlyOnce() {
    Turn turn = startStreaming(profile(Duration.ofSeconds(30)));

    turn.cancel();
    turn.cancel(CancelledBy.SHUTDOWN);
    awaitEnd(turn);
    turn.cancel();
    loop.runTasks();

    assertThat(types(turn)).containsOnlyOnce("cancelled");
  }

  @Test
  void canBeCancelledBeforeItHasStarted() {
    Turn turn = newTurn(profile(Duration.ofSeconds(30)));

    turn.cancel();
    turn.subscribe(reader);
    turn.start();
    awaitEnd(turn);

    assertThat(types(turn)).containsExactly("start", "cancelled");
  }

  @Test
  void endsWithOneErrorAndKeepsTheText() {
    Turn turn = startStreaming(profile(Duration.ofSeconds(30)));

    model.onFailure(new ProviderFailure.Overloaded(Duration.ofSeconds(3), "x"));
    turn.cancel();
    awaitEnd(turn);

    assertThat(types(turn)).endsWith("text", "error");
    assertThat(lastEvent(turn))
        .contains("\"code\":\"model_overloaded\"", "\"retry_after_ms\":3000");
    assertThat(turn.state()).isEqualTo(TurnState.FAILED);
  }

  @Test
  void publishesASlowNotice() {
    Turn turn = startTurn(profile(Duration.ofSeconds(30)));
    generate(turn);

    loop.advance(Duration.ofSeconds(5));

    assertThat(types(turn)).endsWith("slow");
    cancelAndAwaitEnd(turn);
  }

  private static ChosenModel haiku() {
    return new ChosenModel(
        "haiku",
        ModelReason.SIMPLE,
        Complexity.SIMPLE,
        true,
        JudgedBy.RULES,
        Distribution.constant(1_000, 1),
        Distribution.constant(50, 1),
        ThinkingControl.ADAPTIVE);
  }
}
