package dev.firstword.core.turn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.core.answer.AnswerLengthStatistics;
import dev.firstword.core.answer.SummaryCounters;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.profile.Profile.Timeouts;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.protocol.ChatRequest.Priority;
import dev.firstword.core.protocol.ChatRequest.SummaryPreference;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.routing.FakeModelCalls;
import dev.firstword.core.routing.RoutedCall;
import dev.firstword.core.routing.RoutedCallListener;
import dev.firstword.core.routing.RoutingRequest;
import dev.firstword.core.timeline.Timeline;
import dev.firstword.core.turn.running.GenerationRequest;
import dev.firstword.core.turn.running.Journal;
import dev.firstword.core.turn.running.SuspensionStore;
import dev.firstword.core.turn.running.Turn;
import dev.firstword.core.turn.running.TurnSetup;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import dev.firstword.relay.log.LogReader;
import dev.firstword.relay.log.TurnLog.View;
import dev.firstword.relay.loop.ManualEventLoop;
import dev.firstword.relay.time.ManualScheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;

/** A fixture with one turn on a manually driven loop, its journal, and a reader. */
public abstract class TurnTestBase {

  public static final JsonMapper JSON = new JsonMapper();
  public static final TurnIdentity IDENTITY =
      new TurnIdentity("turn_1", "conv_1", "msg_1", "msg_2", new Caller("local", "local"));

  private static final Duration STEP = Duration.ofMillis(100);
  private static final int MAX_STEPS = 1_000;

  public final ManualEventLoop loop = new ManualEventLoop();
  public final ManualScheduler scheduler = new ManualScheduler();
  public final InMemoryTurnStore store = new InMemoryTurnStore(scheduler.clock());
  public final Journal journal = new Journal(store, "node_1", scheduler);
  public final LogReader reader = () -> {};
  public TurnOrigin origin = TurnOrigin.LIVE;
  public boolean hasRemoteReaders;
  public boolean lost;
  public boolean upstreamClosed;
  public boolean endNotified;

  /** Plays the model: what it calls, the turn receives. Set by each call of a model. */
  @SuppressWarnings("NullAway.Init")
  public RoutedCallListener model;

  /** The requests for model calls, one for each step of the turn. */
  public final List<RoutingRequest> modelRequests = new ArrayList<>();

  @AfterEach
  void closeJournal() {
    journal.close(Duration.ofSeconds(5));
  }

  public Turn newTurn(Profile profile) {
    store.insert(NewTurn.of(IDENTITY, "chat", true, "Hello", "node_1", 0));
    Turn turn =
        new Turn(
            setup(profile, new Timeline(loop.nanoTime())),
            IDENTITY.startEvent(false, null, List.of()),
            (_, _) -> endNotified = true);
    journal.track(turn, () -> loop.execute(() -> lost = true));
    return turn;
  }

  public TurnSetup setup(Profile profile, Timeline timeline) {
    return new TurnSetup(
        IDENTITY,
        profile,
        origin,
        loop,
        timeline,
        journal,
        (_, answer) -> answer.accept(hasRemoteReaders),
        new SuspensionStore(store, "node_1", Runnable::run));
  }

  public Turn startTurn(Profile profile) {
    Turn turn = newTurn(profile);
    turn.subscribe(reader);
    turn.start();
    return turn;
  }

  public void generate(Turn turn) {
    turn.generate(
        generationRequest(_ -> () -> upstreamClosed = true, _ -> () -> {}, SummaryPreference.NO));
  }

  public GenerationRequest generationRequest(
      Function<RoutedCallListener, RoutedCall> answer,
      Function<ModelCallListener, RoutedCall> summary,
      SummaryPreference preference) {
    return new GenerationRequest(
        List.of(),
        new RoutingRequest(
            new Prompt("Be brief.", List.of(new PromptMessage(Role.USER, "Hello!"))),
            "Hello!",
            null,
            Profiles.defaultChat(),
            null,
            Priority.QUALITY,
            null,
            null),
        new FakeModelCalls(
            (request, listener) -> {
              modelRequests.add(request);
              model = listener;
              return answer.apply(listener);
            },
            summary),
        preference,
        null,
        "",
        new AnswerLengthStatistics(loop::nanoTime),
        new SummaryCounters());
  }

  public Turn startStreaming(Profile profile) {
    Turn turn = startTurn(profile);
    generate(turn);
    model.onText("Hello");
    model.onReadComplete();
    return turn;
  }

  public void cancelAndAwaitEnd(Turn turn) {
    turn.cancel();
    awaitEnd(turn);
  }

  /** Lets the loop and the journal work until the condition holds. */
  public void awaitTrue(BooleanSupplier condition) {
    for (int i = 0; i < MAX_STEPS && !condition.getAsBoolean(); i++) {
      loop.runTasks();
      scheduler.advance(STEP);
      loop.runTasks();
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  public void awaitEnd(Turn turn) {
    awaitTrue(() -> endNotified);
    assertThat(turn.log().view().ended()).isTrue();
  }

  public static Profile profile(Duration grace) {
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

  public static List<String> types(Turn turn) {
    return events(turn.log().view()).stream()
        .map(event -> parse(event).path("type").asText())
        .toList();
  }

  public static JsonNode parse(String event) {
    try {
      return JSON.readTree(event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String lastEvent(Turn turn) {
    return events(turn.log().view()).getLast();
  }

  public static List<String> events(View view) {
    return new String(view.toBytes(), UTF_8)
        .lines()
        .filter(line -> line.startsWith("data: "))
        .map(line -> line.substring("data: ".length()))
        .toList();
  }
}
