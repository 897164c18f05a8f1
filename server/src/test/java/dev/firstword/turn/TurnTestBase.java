package dev.firstword.turn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.answer.AnswerLengthStatistics;
import dev.firstword.answer.SummaryCounters;
import dev.firstword.identity.Caller;
import dev.firstword.loop.ManualEventLoop;
import dev.firstword.profile.Profile;
import dev.firstword.profile.Profile.Timeouts;
import dev.firstword.profile.Profiles;
import dev.firstword.protocol.ChatRequest.SummaryPreference;
import dev.firstword.routing.RoutedCall;
import dev.firstword.routing.RoutedCallListener;
import dev.firstword.timeline.Timeline;
import dev.firstword.turn.TurnLog.View;
import dev.firstword.turn.TurnStore.NewTurn;
import dev.firstword.turn.TurnStore.TurnOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;

/** A fixture with one turn on a manually driven loop, its journal, and a reader. */
abstract class TurnTestBase {

  static final JsonMapper JSON = new JsonMapper();
  static final TurnIdentity IDENTITY =
      new TurnIdentity("turn_1", "conv_1", "msg_1", "msg_2", new Caller("local", "local"));

  final ManualEventLoop loop = new ManualEventLoop();
  final InMemoryTurnStore store = new InMemoryTurnStore();
  final Journal journal = new Journal(store, "node_1", InstantSource.system());
  final LogReader reader = () -> {};
  TurnOrigin origin = TurnOrigin.LIVE;
  boolean hasRemoteReaders;
  boolean lost;
  boolean upstreamClosed;
  boolean endNotified;

  @AfterEach
  void closeJournal() throws InterruptedException {
    journal.close(Duration.ofSeconds(5));
  }

  Turn newTurn(Profile profile) {
    store.insert(NewTurn.of(IDENTITY, "chat", true, "Hello", "node_1", 0));
    Turn turn =
        new Turn(
            IDENTITY,
            profile,
            origin,
            loop,
            new Timeline(loop.nanoTime()),
            journal,
            (_, answer) -> answer.accept(hasRemoteReaders),
            false,
            null,
            _ -> endNotified = true);
    journal.track(turn, () -> loop.execute(() -> lost = true));
    return turn;
  }

  Turn startTurn(Profile profile) {
    Turn turn = newTurn(profile);
    turn.subscribe(reader);
    turn.start();
    return turn;
  }

  void generate(Turn turn) {
    turn.generate(
        generationRequest(_ -> () -> upstreamClosed = true, _ -> () -> {}, SummaryPreference.NO));
  }

  GenerationRequest generationRequest(
      Function<RoutedCallListener, RoutedCall> answer,
      Function<RoutedCallListener, RoutedCall> summary,
      SummaryPreference preference) {
    return new GenerationRequest(
        List.of(),
        answer,
        summary,
        preference,
        10,
        "",
        new AnswerLengthStatistics(loop::nanoTime),
        new SummaryCounters());
  }

  Turn startStreaming(Profile profile) {
    Turn turn = startTurn(profile);
    generate(turn);
    turn.onText("Hello");
    turn.onReadComplete();
    return turn;
  }

  void cancelAndAwaitEnd(Turn turn) {
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
    awaitTrue(() -> endNotified);
    assertThat(turn.log().view().ended()).isTrue();
  }

  static Profile profile(Duration grace) {
    Profile chat = Profiles.defaultChat();
    Timeouts limits = chat.timeouts();
    return new Profile(
        chat.name(),
        chat.title(),
        chat.system(),
        true,
        null,
        chat.maxTokens(),
        chat.historyTokens(),
        chat.labels(),
        chat.preparationPolicy(),
        chat.noticeAfter(),
        new Timeouts(limits.firstToken(), limits.idle(), limits.total(), grace));
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
