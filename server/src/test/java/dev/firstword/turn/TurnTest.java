package dev.firstword.turn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.answer.AnswerLengths;
import dev.firstword.answer.SummaryCounts;
import dev.firstword.conversation.Message;
import dev.firstword.identity.Caller;
import dev.firstword.loop.ManualLoop;
import dev.firstword.profile.Profile;
import dev.firstword.profile.Profile.Limits;
import dev.firstword.profile.Profiles;
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
import dev.firstword.routing.Route;
import dev.firstword.routing.RouteFailure;
import dev.firstword.routing.RouteListener;
import dev.firstword.timeline.Timeline;
import dev.firstword.turn.TurnLog.View;
import dev.firstword.turn.TurnStore.NewTurn;
import dev.firstword.turn.TurnStore.Origin;
import dev.firstword.window.Distribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A turn of the standard profile, whose orphan grace is 30 s, on a loop driven by hand. */
final class TurnTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final TurnIdentity IDENTITY =
      new TurnIdentity("turn_1", "conv_1", "msg_1", "msg_2", new Caller("local", "local"));

  private final ManualLoop loop = new ManualLoop();
  private final InMemoryTurnStore store = new InMemoryTurnStore();
  private final Journal journal = new Journal(store, "node_1", InstantSource.system());
  private final LogReader reader = () -> {};
  private Origin origin = Origin.LIVE;
  private boolean followedElsewhere;
  private boolean lost;
  private boolean upstreamClosed;
  private boolean toldAsEnded;

  @AfterEach
  void stopJournal() throws InterruptedException {
    journal.close(Duration.ofSeconds(5));
  }

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
  void goesOnForItsGraceWhenNobodyReads() {
    Turn turn = streaming(profile(Duration.ofSeconds(30)));

    turn.leave(reader);
    loop.advance(Duration.ofSeconds(29));
    assertThat(turn.state()).isEqualTo(TurnState.STREAMING);

    loop.advance(Duration.ofSeconds(1));
    awaitEnd(turn);

    assertThat(upstreamClosed).isTrue();
    assertThat(lastEvent(turn)).contains("\"by\":\"disconnect\"");
  }

  @Test
  void goesOnWhenAReaderComesBackInTime() {
    Turn turn = streaming(profile(Duration.ofSeconds(30)));

    turn.leave(reader);
    loop.advance(Duration.ofSeconds(20));
    turn.join(reader);
    loop.advance(Duration.ofSeconds(60));

    assertThat(turn.state()).isEqualTo(TurnState.STREAMING);
    endForTheJournal(turn);
  }

  @Test
  void countsTheGraceFromTheLastReadersLeaving() {
    Turn turn = streaming(profile(Duration.ofSeconds(30)));
    LogReader second = () -> {};

    turn.leave(reader);
    loop.advance(Duration.ofSeconds(20));
    turn.join(second);
    turn.leave(second);
    loop.advance(Duration.ofSeconds(20));
    assertThat(turn.state()).isEqualTo(TurnState.STREAMING);

    loop.advance(Duration.ofSeconds(10));
    awaitEnd(turn);
    assertThat(turn.state()).isEqualTo(TurnState.CANCELLED);
  }

  @Test
  void isStoppedAtOnceWithoutGrace() {
    Turn turn = streaming(profile(Duration.ZERO));

    turn.leave(reader);

    assertThat(upstreamClosed).isTrue();
    assertThat(turn.state()).isEqualTo(TurnState.CANCELLED);
    awaitEnd(turn);
  }

  @Test
  void goesOnWhileSomebodyFollowsItOnAnotherNode() {
    followedElsewhere = true;
    Turn turn = streaming(profile(Duration.ofSeconds(30)));
    turn.leave(reader);
    loop.advance(Duration.ofSeconds(60));
    assertThat(turn.state()).isEqualTo(TurnState.STREAMING);

    followedElsewhere = false;
    loop.advance(Duration.ofSeconds(3));

    awaitEnd(turn);
    assertThat(turn.state()).isEqualTo(TurnState.CANCELLED);
  }

  @Test
  void aJobNeedsNoReader() {
    origin = Origin.JOB;
    Turn turn = turn(profile(Duration.ZERO));

    turn.start();
    loop.advance(Duration.ofMinutes(5));

    assertThat(turn.state()).isEqualTo(TurnState.PREPARING);
    endForTheJournal(turn);
  }

  @Test
  void endsAsItEndedOnTheNodeThatTookItOver() {
    Turn turn = streaming(profile(Duration.ofSeconds(30)));
    awaitKept(turn);
    store.giveTo("node_2", IDENTITY.turnId());
    turn.onText(" to nobody");
    turn.onReadComplete();
    awaitTrue(() -> lost);
    new Recovery(store, null, "node_3", InstantSource.system(), _ -> {}).run();
    StoredTurn stored = store.find(IDENTITY.caller(), IDENTITY.turnId()).orElseThrow();

    turn.disown();
    turn.onReadComplete();
    turn.endedElsewhere(stored);

    assertThat(upstreamClosed).isTrue();
    assertThat(turn.state()).isEqualTo(TurnState.FAILED);
    assertThat(types(turn)).endsWith("text", "text", "error");
    assertThat(turn.log().view().ended()).isTrue();
  }

  @Test
  void endsWhenItWasDeletedWithItsConversation() {
    Turn turn = streaming(profile(Duration.ofSeconds(30)));
    awaitKept(turn);
    store.delete(IDENTITY.turnId());
    turn.onText(" to nobody");
    turn.onReadComplete();
    awaitTrue(() -> lost);

    turn.endedElsewhere(null);

    assertThat(upstreamClosed).isTrue();
    assertThat(types(turn)).endsWith("cancelled");
    assertThat(turn.log().view().ended()).isTrue();
  }

  @Test
  void saysThatItIsSlow() {
    Turn turn = started(profile(Duration.ofSeconds(30)));
    ask(turn);

    loop.advance(Duration.ofSeconds(5));

    assertThat(types(turn)).endsWith("slow");
    endForTheJournal(turn);
  }

  private Turn turn(Profile profile) {
    store.begin(NewTurn.of(IDENTITY, "chat", true, "Hello", "node_1", 0));
    Turn turn =
        new Turn(
            IDENTITY,
            profile,
            origin,
            loop,
            new Timeline(loop.nanoTime()),
            journal,
            (_, answer) -> answer.accept(followedElsewhere),
            false,
            null,
            _ -> toldAsEnded = true);
    journal.track(turn, () -> loop.execute(() -> lost = true));
    return turn;
  }

  private Turn started(Profile profile) {
    Turn turn = turn(profile);
    turn.join(reader);
    turn.start();
    return turn;
  }

  private void ask(Turn turn) {
    turn.ask(asking(_ -> () -> upstreamClosed = true, _ -> () -> {}, SummaryWish.NO));
  }

  private Asking asking(
      Function<RouteListener, Route> answer,
      Function<RouteListener, Route> summary,
      SummaryWish wish) {
    return new Asking(
        List.of(),
        answer,
        summary,
        wish,
        10,
        "",
        new AnswerLengths(loop::nanoTime),
        new SummaryCounts());
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

  private Turn streaming(Profile profile) {
    Turn turn = started(profile);
    ask(turn);
    turn.onText("Hello");
    turn.onReadComplete();
    return turn;
  }

  private void endForTheJournal(Turn turn) {
    turn.cancel();
    awaitEnd(turn);
  }

  private void awaitTrue(BooleanSupplier condition) {
    await()
        .until(() -> {
          loop.runTasks();
          return condition.getAsBoolean();
        });
  }

  private void awaitKept(Turn turn) {
    int length = turn.log().view().length();
    awaitTrue(() ->
        store.find(IDENTITY.caller(), IDENTITY.turnId()).orElseThrow().log().view().length()
            == length);
  }

  private void awaitEnd(Turn turn) {
    awaitTrue(() -> toldAsEnded);
    assertThat(turn.log().view().ended()).isTrue();
  }

  private static Profile profile(Duration grace) {
    Profile chat = Profiles.standardChat();
    Limits limits = chat.limits();
    return new Profile(
        chat.name(),
        chat.title(),
        chat.system(),
        true,
        null,
        chat.maxTokens(),
        chat.historyTokens(),
        chat.labels(),
        chat.preparing(),
        chat.patience(),
        new Limits(limits.firstToken(), limits.silence(), limits.total(), grace));
  }

  private static List<String> types(Turn turn) {
    return events(turn.log().view()).stream()
        .map(event -> {
          try {
            return JSON.readTree(event).path("type").asText();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        })
        .toList();
  }

  private static String lastEvent(Turn turn) {
    return events(turn.log().view()).getLast();
  }

  private static List<String> events(View view) {
    return new String(view.bytes(), 0, view.length(), UTF_8)
        .lines()
        .filter(line -> line.startsWith("data: "))
        .map(line -> line.substring("data: ".length()))
        .toList();
  }
}
