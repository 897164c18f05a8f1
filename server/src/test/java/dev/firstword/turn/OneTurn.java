package dev.firstword.turn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.answer.AnswerLengths;
import dev.firstword.answer.SummaryCounts;
import dev.firstword.identity.Caller;
import dev.firstword.loop.ManualLoop;
import dev.firstword.profile.Profile;
import dev.firstword.profile.Profile.Limits;
import dev.firstword.profile.Profiles;
import dev.firstword.protocol.ChatRequest.SummaryWish;
import dev.firstword.routing.Route;
import dev.firstword.routing.RouteListener;
import dev.firstword.timeline.Timeline;
import dev.firstword.turn.TurnLog.View;
import dev.firstword.turn.TurnStore.NewTurn;
import dev.firstword.turn.TurnStore.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;

/** One turn on a loop driven by hand, its journal, and somebody who reads it. */
abstract class OneTurn {

  static final JsonMapper JSON = new JsonMapper();
  static final TurnIdentity IDENTITY =
      new TurnIdentity("turn_1", "conv_1", "msg_1", "msg_2", new Caller("local", "local"));

  final ManualLoop loop = new ManualLoop();
  final InMemoryTurnStore store = new InMemoryTurnStore();
  final Journal journal = new Journal(store, "node_1", InstantSource.system());
  final LogReader reader = () -> {};
  Origin origin = Origin.LIVE;
  boolean followedElsewhere;
  boolean lost;
  boolean upstreamClosed;
  boolean toldAsEnded;

  @AfterEach
  void stopJournal() throws InterruptedException {
    journal.close(Duration.ofSeconds(5));
  }

  Turn turn(Profile profile) {
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

  Turn started(Profile profile) {
    Turn turn = turn(profile);
    turn.join(reader);
    turn.start();
    return turn;
  }

  void ask(Turn turn) {
    turn.ask(asking(_ -> () -> upstreamClosed = true, _ -> () -> {}, SummaryWish.NO));
  }

  Asking asking(
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

  Turn streaming(Profile profile) {
    Turn turn = started(profile);
    ask(turn);
    turn.onText("Hello");
    turn.onReadComplete();
    return turn;
  }

  void endForTheJournal(Turn turn) {
    turn.cancel();
    awaitEnd(turn);
  }

  void awaitTrue(BooleanSupplier condition) {
    await()
        .until(() -> {
          loop.runTasks();
          return condition.getAsBoolean();
        });
  }

  void awaitEnd(Turn turn) {
    awaitTrue(() -> toldAsEnded);
    assertThat(turn.log().view().ended()).isTrue();
  }

  static Profile profile(Duration grace) {
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

  static List<String> types(Turn turn) {
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

  static String lastEvent(Turn turn) {
    return events(turn.log().view()).getLast();
  }

  static List<String> events(View view) {
    return new String(view.bytes(), 0, view.length(), UTF_8)
        .lines()
        .filter(line -> line.startsWith("data: "))
        .map(line -> line.substring("data: ".length()))
        .toList();
  }
}
