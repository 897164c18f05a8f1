package dev.firstword.core.turn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.answer.AnswerLengthStatistics;
import dev.firstword.core.answer.SummaryCounters;
import dev.firstword.core.attachment.AttachmentBudget;
import dev.firstword.core.conversation.AttachmentStore;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.prompt.ContentPart;
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
import dev.firstword.core.turn.running.Journal;
import dev.firstword.core.turn.running.LocalTurns;
import dev.firstword.core.turn.running.SuspendedTurn;
import dev.firstword.core.turn.running.SuspendedTurnJson;
import dev.firstword.core.turn.running.SuspensionStore;
import dev.firstword.core.turn.running.ToolTurnTestBase;
import dev.firstword.core.turn.running.Turn;
import dev.firstword.core.turn.running.TurnListeners;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

/** A fixture with a turn that runs two tools, and nodes on which it can resume. */
abstract class ResumptionTestBase extends ToolTurnTestBase {

  static final ContentPart.Thought THOUGHT =
      new ContentPart.Thought("haiku", "hm", "signature", null);
  static final MediaDescription IMAGE =
      new MediaDescription(MediaDescription.Kind.IMAGE, "image/png", "", "hash", 1, 1);

  /** After this time, everything that the turn has shown is stored. */
  static final Duration WRITTEN = Duration.ofSeconds(1);

  final ScriptedProvider provider = new ScriptedProvider();
  private final ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor();
  List<Profile> profiles = List.of(profile);
  String modelName = "haiku";
  boolean hasImage;
  AttachmentBudget attachmentMemory = new AttachmentBudget();
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
  Turn turn;

  @AfterEach
  void stopThreads() {
    virtualThreads.shutdownNow();
  }

  /** The turn runs two tools. */
  void startTwoTools() {
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
  void crash() {
    scheduler.advance(WRITTEN);
    journal.untrack(IDENTITY.turnId());
    assertThat(storedLog()).isEqualTo(log(turn));
    turn.disown();
    loop.runTasks();
  }

  /** Changes what the first node has stored for the turn to resume. */
  void suspendWith(UnaryOperator<SuspendedTurn> change) {
    SuspendedTurn stored =
        SuspendedTurnJson.read(store.findSuspended(IDENTITY.turnId()).orElseThrow());
    assertThat(stored).isNotNull();
    SuspendedTurn changed = change.apply(stored);
    store.suspend("node_1", IDENTITY.turnId(), changed.step(), SuspendedTurnJson.write(changed));
  }

  static SuspendedTurn withImage(SuspendedTurn stored) {
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

  String storedLog() {
    return new String(
        store.find(IDENTITY.caller(), IDENTITY.turnId()).orElseThrow().log().view().toBytes(),
        UTF_8);
  }

  static String log(Turn shown) {
    return new String(shown.log().view().toBytes(), UTF_8);
  }

  /** Another node, or the same one after a restart, with the same store. */
  final class Node {
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
