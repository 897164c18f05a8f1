package dev.firstword.core.turn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.core.answer.AnswerLengthStatistics;
import dev.firstword.core.answer.SummaryCounters;
import dev.firstword.core.attachment.AttachmentBudget;
import dev.firstword.core.conversation.AttachmentStore;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.prompt.MediaDescription;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.prompt.WarmPrefixes;
import dev.firstword.core.provider.GenerationOptions.ToolChoice;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.provider.ScriptedProvider;
import dev.firstword.core.routing.Catalogue;
import dev.firstword.core.routing.CatalogueModel;
import dev.firstword.core.routing.Router;
import dev.firstword.core.routing.RoutingRules;
import dev.firstword.core.routing.RoutingRules.Hedging;
import dev.firstword.core.turn.admission.TurnFactory;
import dev.firstword.core.turn.cluster.ClusterCoordinator;
import dev.firstword.core.turn.cluster.TurnRecovery;
import dev.firstword.core.turn.running.Journal;
import dev.firstword.core.turn.running.LocalTurns;
import dev.firstword.core.turn.running.SuspendedTurn;
import dev.firstword.core.turn.running.SuspendedTurnJson;
import dev.firstword.core.turn.running.SuspensionStore;
import dev.firstword.core.turn.running.ToolTurnTestBase;
import dev.firstword.core.turn.running.Turn;
import dev.firstword.core.turn.running.TurnListeners;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A turn whose node stops while its tools run goes on, on another node. */
final class TurnResumptionTest extends ToolTurnTestBase {

  private static final ContentPart.Thought THOUGHT =
      new ContentPart.Thought("haiku", "hm", "signature", null);
  private static final MediaDescription IMAGE =
      new MediaDescription(MediaDescription.Kind.IMAGE, "image/png", "", "hash", 1, 1);
  private static final Duration TOOL_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration WRITTEN = Duration.ofSeconds(1);

  private final ScriptedProvider provider = new ScriptedProvider();
  private final ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor();
  private List<Profile> profiles = List.of(profile);
  private String modelName = "haiku";
  private boolean hasImage;
  private AttachmentBudget attachmentMemory = new AttachmentBudget();
  private final AttachmentStore attachments =
      new AttachmentStore() {
        @Override
        public Map<String, byte[]> load(Caller caller, Collection<String> hashes) {
          return hasImage && caller.equals(IDENTITY.caller())
              ? Map.of(IMAGE.sha256(), new byte[] {1})
              : Map.of();
        }

        @Override
        public Map<String, MediaDescription> describe(
            Caller caller, String conversationId, Collection<String> hashes) {
          return Map.of();
        }

        @Override
        public Optional<StoredAttachment> find(Caller caller, String conversationId, String hash) {
          return Optional.empty();
        }
      };

  @SuppressWarnings("NullAway.Init")
  private Turn turn;

  @AfterEach
  void stopThreads() {
    virtualThreads.shutdownNow();
  }

  @Test
  void goesOnInTheSameLogWithTheResultsThatHadArrived() {
    startTwoTools();
    offer(turn, result("call_2", "12:00"));
    crash();
    String before = storedLog();

    Node node = new Node("node_2");
    Turn resumed = node.turn();

    assertThat(resumed.state()).isEqualTo(TurnState.TOOLS);
    assertThat(log(resumed)).startsWith(before);
    assertThat(types(resumed)).doesNotContain("error");
    assertThat(lastToolEvent(resumed)).isEqualTo("call_1 running");

    assertThat(offer(resumed, result("call_2", "again")).ignored()).containsExactly("call_2");
    assertThat(offer(resumed, result("call_1", "sunny")).accepted()).containsExactly("call_1");

    assertThat(provider.lastCall().request().prompt().messages())
        .endsWith(
            new PromptMessage(
                Role.ASSISTANT,
                List.of(
                    new ContentPart.Text("Let me look."),
                    THOUGHT,
                    new ToolCall("call_1", "one", "{}"),
                    new ToolCall("call_2", "two", "{}"))),
            new PromptMessage(
                Role.USER, List.of(result("call_1", "sunny"), result("call_2", "12:00"))));
    answer("It is sunny.");
    node.awaitEnd(resumed);

    assertThat(types(resumed)).containsOnlyOnce("start", "full_start", "step", "done");
    JsonNode done = parse(lastEvent(resumed));
    assertThat(done.at("/usage/input_tokens").asLong()).as("of both nodes").isEqualTo(20);
    assertThat(done.at("/latency/total_ms").asLong()).isPositive();
    assertThat(texts(resumed)).isEqualTo("Let me look.\n\nIt is sunny.");
    assertThat(storedLog()).isEqualTo(log(resumed));
    assertThat(store.end(IDENTITY.turnId()).parts())
        .containsExactly(
            new ContentPart.Text("Let me look."),
            new ToolCall("call_1", "one", "{}"),
            new ToolCall("call_2", "two", "{}"),
            result("call_1", "sunny"),
            result("call_2", "12:00"),
            new ContentPart.Text("It is sunny."));
    assertThat(store.findSuspended(IDENTITY.turnId())).isEmpty();
  }

  @Test
  void numbersItsEventsAboveEveryEventThatAReaderMayHaveSeen() {
    startTwoTools();
    crash();
    long seen =
        store.find(IDENTITY.caller(), IDENTITY.turnId()).orElseThrow().log().view().lastSequence();

    new Node("node_2");
    new Node("node_3");
    Node last = new Node("node_4");

    long gap = TurnRecovery.SEQUENCE_GAP;
    assertThat(log(last.turn()).lines().filter(line -> line.startsWith("id: ")))
        .containsSubsequence(
            "id: " + (seen + gap),
            "id: " + (seen + gap + 1),
            "id: " + (seen + 2 * gap + 1),
            "id: " + (seen + 2 * gap + 2),
            "id: " + (seen + 3 * gap + 2),
            "id: " + (seen + 3 * gap + 3));
    assertThat(storedLog()).as("before anyone sees them").contains("id: " + (seen + 3 * gap + 3));
  }

  @Test
  void takesAResultFromTheLogIfItsStateWasNotStored() {
    startTwoTools();
    store.failSuspensions(1);
    offer(turn, result("call_1", "sunny"));
    crash();

    Turn resumed = new Node("node_2").turn();

    assertThat(lastToolEvent(resumed)).isEqualTo("call_2 running");
    assertThat(toolEvents(resumed)).containsOnlyOnce("call_1 running");
    offer(resumed, result("call_2", "12:00"));
    assertThat(provider.lastCall().request().prompt().messages().getLast().parts())
        .containsExactly(result("call_1", "sunny"), result("call_2", "12:00"));
  }

  @Test
  void runsAToolAgainIfOnlyTheStartOfItsResultIsKnown() {
    startTwoTools();
    store.failSuspensions(1);
    offer(turn, result("call_1", "x".repeat(5_000)));
    crash();

    Turn resumed = new Node("node_2").turn();

    assertThat(toolEvents(resumed)).endsWith("call_1 running", "call_2 running");
  }

  @Test
  void showsAResultThatTheLogHadLost() {
    startTwoTools();
    scheduler.advance(WRITTEN);
    offer(turn, result("call_1", "sunny"));
    journal.untrack(IDENTITY.turnId());
    assertThat(storedLog()).doesNotContain("sunny");

    Turn resumed = new Node("node_2").turn();

    assertThat(toolEvents(resumed)).endsWith("call_1 finished sunny", "call_2 running");
  }

  @Test
  void callsTheModelAtOnceIfNoResultIsMissing() {
    startTwoTools();
    scheduler.advance(WRITTEN);
    journal.untrack(IDENTITY.turnId());
    suspendWith(stored ->
        new SuspendedTurn(
            stored.profile(),
            stored.routing(),
            stored.prompt(),
            stored.answerSoFar(),
            new SuspendedTurn.Tools(
                1,
                List.of(),
                stored.tools().parts(),
                List.of(result("call_1", "sunny"), result("call_2", "12:00")),
                stored.tools().startedMs()),
            stored.firstTextMs(),
            stored.usage()));

    Turn resumed = new Node("node_2").turn();

    assertThat(resumed.state()).isEqualTo(TurnState.WAITING);
    assertThat(provider.calls()).hasSize(1);
    assertThat(store.findSuspended(IDENTITY.turnId())).as("it waits no longer").isEmpty();
  }

  @Test
  void givesItsToolsTheirWholeTimeAgain() {
    startTwoTools();
    crash();
    Node node = new Node("node_2");
    Turn resumed = node.turn();
    resumed.subscribe(reader);

    loop.advance(TOOL_TIMEOUT.minusSeconds(1));
    assertThat(resumed.state()).isEqualTo(TurnState.TOOLS);
    loop.advance(Duration.ofSeconds(1));

    assertThat(toolEvents(resumed))
        .endsWith(
            "call_1 failed The tool did not respond within 60 s.",
            "call_2 failed The tool did not respond within 60 s.");
    assertThat(provider.calls()).hasSize(1);
  }

  @Test
  void isCancelledWhenNobodyComesBackForIt() {
    startTwoTools();
    crash();
    Node node = new Node("node_2");
    Turn resumed = node.turn();

    loop.advance(Duration.ofSeconds(31));
    node.awaitEnd(resumed);

    assertThat(parse(lastEvent(resumed)).path("by").asText()).isEqualTo("disconnect");
  }

  @Test
  void goesOnInALaterStep() {
    startTwoTools();
    offer(turn, result("call_1", "1"), result("call_2", "2"));
    runTool("call_1", "one");
    crash();

    Turn resumed = new Node("node_2").turn();

    assertThat(lastToolEvent(resumed)).isEqualTo("call_1_2 running");
    assertThat(offer(resumed, result("call_1", "late")).ignored()).containsExactly("call_1");
    offer(resumed, result("call_1_2", "3"));
    provider.lastCall().deliver(new ModelActivity.ToolCallStarted("call_1", "one"));
    assertThat(toolEvents(resumed)).as("an id is given once").endsWith("call_1_3 writing");
    assertThat(resumed.state()).isEqualTo(TurnState.WAITING);
  }

  @Test
  void loadsTheImagesOfItsPromptAgain() {
    startTwoTools();
    crash();
    suspendWith(TurnResumptionTest::withImage);
    hasImage = true;

    Turn resumed = new Node("node_2").turn();
    offer(resumed, result("call_1", "1"), result("call_2", "2"));

    assertThat(provider.lastCall().request().prompt().media()).containsOnlyKeys("hash");
  }

  /** A restart with many such turns would take all memory otherwise, every time. */
  @Test
  void isInterruptedIfThereIsNoMemoryForItsImages() {
    startTwoTools();
    crash();
    suspendWith(TurnResumptionTest::withImage);
    hasImage = true;
    attachmentMemory = new AttachmentBudget(0);

    assertInterrupted();
    assertThat(attachmentMemory.reservedBytes()).isZero();
  }

  @Test
  void releasesTheMemoryForItsImages() {
    startTwoTools();
    crash();
    suspendWith(TurnResumptionTest::withImage);
    hasImage = true;

    Node node = new Node("node_2");
    Turn resumed = node.turn();
    assertThat(attachmentMemory.reservedBytes()).isEqualTo(IMAGE.bytes());
    resumed.cancel();
    node.awaitEnd(resumed);

    assertThat(attachmentMemory.reservedBytes()).isZero();
  }

  @Test
  void isInterruptedIfNothingWasStored() {
    store.failSuspensions(1);
    startTwoTools();
    crash();

    assertInterrupted();
  }

  @Test
  void isInterruptedIfWhatWasStoredCannotBeRead() {
    startTwoTools();
    crash();
    store.suspend("node_1", IDENTITY.turnId(), 1, "{}".getBytes(UTF_8));

    assertInterrupted();
  }

  @Test
  void isInterruptedIfWhatWasStoredIsOfAnotherStep() {
    startTwoTools();
    crash();
    suspendWith(stored ->
        new SuspendedTurn(
            stored.profile(),
            stored.routing(),
            stored.prompt(),
            stored.answerSoFar(),
            new SuspendedTurn.Tools(
                2, List.of(), stored.tools().parts(), List.of(), stored.tools().startedMs()),
            stored.firstTextMs(),
            stored.usage()));

    assertInterrupted();
  }

  @Test
  void isInterruptedIfItsProfileIsGone() {
    startTwoTools();
    crash();
    profiles = List.of();

    assertInterrupted();
  }

  @Test
  void isInterruptedIfItsModelIsGone() {
    startTwoTools();
    crash();
    modelName = "sonnet";

    assertInterrupted();
  }

  @Test
  void isInterruptedIfAnImageIsGone() {
    startTwoTools();
    crash();
    suspendWith(TurnResumptionTest::withImage);

    assertInterrupted();
  }

  @Test
  void isInterruptedWhileTheModelWrites() {
    startTwoTools();
    offer(turn, result("call_1", "1"), result("call_2", "2"));
    model.onText("It is");
    model.onReadComplete();
    crash();

    assertInterrupted();
  }

  /** The turn runs two tools. */
  private void startTwoTools() {
    turn = startWithTools(ToolChoice.AUTO, "one", "two");
    model.onModel(HAIKU);
    model.onText("Let me look.");
    model.onActivity(new ModelActivity.ThoughtCompleted(THOUGHT));
    call("call_1", "one", "{}");
    call("call_2", "two", "{}");
    model.onEnd(FinishReason.TOOL_CALLS, USAGE);
    loop.runTasks();
  }

  /** The first node stops, with everything stored that its turn has shown. */
  private void crash() {
    scheduler.advance(WRITTEN);
    journal.untrack(IDENTITY.turnId());
    assertThat(storedLog()).isEqualTo(log(turn));
    turn.disown();
    loop.runTasks();
  }

  private void suspendWith(UnaryOperator<SuspendedTurn> change) {
    SuspendedTurn stored =
        SuspendedTurnJson.read(store.findSuspended(IDENTITY.turnId()).orElseThrow());
    assertThat(stored).isNotNull();
    SuspendedTurn changed = change.apply(stored);
    store.suspend("node_1", IDENTITY.turnId(), changed.step(), SuspendedTurnJson.write(changed));
  }

  private static SuspendedTurn withImage(SuspendedTurn stored) {
    return new SuspendedTurn(
        stored.profile(),
        stored.routing(),
        stored
            .prompt()
            .append(List.of(new PromptMessage(Role.USER, List.of(new ContentPart.Media(IMAGE))))),
        stored.answerSoFar(),
        stored.tools(),
        stored.firstTextMs(),
        stored.usage());
  }

  private void assertInterrupted() {
    Node node = new Node("node_2");

    assertThat(node.localTurns.size()).isZero();
    String log = storedLog();
    assertThat(log).containsOnlyOnce("\"code\":\"interrupted\"");
    assertThat(store.end(IDENTITY.turnId()).text()).startsWith("Let me look.");
    assertThat(store.findSuspended(IDENTITY.turnId())).isEmpty();
  }

  private void answer(String text) {
    var call = provider.lastCall();
    call.deliver(text);
    call.listener().onEnd(FinishReason.STOP, new Usage(10, 5, 0, 0));
    loop.runTasks();
  }

  private String storedLog() {
    return new String(
        store.find(IDENTITY.caller(), IDENTITY.turnId()).orElseThrow().log().view().toBytes(),
        UTF_8);
  }

  private static String log(Turn shown) {
    return new String(shown.log().view().toBytes(), UTF_8);
  }

  private static String lastToolEvent(Turn shown) {
    return toolEvents(shown).getLast();
  }

  /** Another node, or the same one after a restart, with the same store. */
  private final class Node {
    final LocalTurns localTurns = new LocalTurns();

    Node(String id) {
      Journal ownJournal = new Journal(store, id, scheduler);
      TurnListeners listeners = new TurnListeners();
      ClusterCoordinator cluster =
          new ClusterCoordinator(
              store,
              new ClusterCoordinator.Membership(id, false, null),
              localTurns,
              listeners,
              scheduler,
              virtualThreads);
      SuspensionStore suspensions = new SuspensionStore(store, id, Runnable::run);
      Router router =
          new Router(
              new Catalogue(
                  List.of(
                      new CatalogueModel(
                          modelName,
                          provider,
                          1,
                          Duration.ofMillis(300),
                          Duration.ofMillis(800),
                          50)),
                  loop::nanoTime),
              WarmPrefixes.NONE,
              RoutingRules.DEFAULTS.with(Hedging.OFF));
      cluster.open(
          new TurnResumption(
              suspensions,
              new Profiles(profiles),
              router,
              attachments,
              attachmentMemory,
              new TurnFactory(
                  localTurns, ownJournal, cluster, suspensions, listeners, () -> true, false),
              new AnswerLengthStatistics(loop::nanoTime),
              new SummaryCounters(),
              () -> loop,
              scheduler.clock()));
      loop.runTasks();
    }

    Turn turn() {
      return localTurns.find(IDENTITY.turnId()).orElseThrow();
    }

    void awaitEnd(Turn resumed) {
      awaitTrue(() -> localTurns.size() == 0);
      assertThat(resumed.log().view().ended()).isTrue();
    }
  }
}
