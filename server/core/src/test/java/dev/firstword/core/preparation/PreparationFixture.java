package dev.firstword.core.preparation;

import dev.firstword.core.conversation.History;
import dev.firstword.core.conversation.InMemoryConversation;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.profile.PreparationPolicy;
import dev.firstword.core.profile.PreparationPolicy.PhaseRule;
import dev.firstword.core.profile.PreparationPolicy.TimeoutAction;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.profile.Profiles;
import dev.firstword.relay.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;

/** Preparations over a conversation and documents that a test controls. */
abstract class PreparationFixture {

  static final Caller ADA = InMemoryConversation.OWNER;

  /** The default rules, with budgets long enough for a busy machine. */
  static final PreparationPolicy LENIENT =
      PreparationPolicy.DEFAULTS.with(
          Map.of(
              "history", new PhaseRule(Duration.ofSeconds(20), TimeoutAction.DEGRADE),
              "embedding", new PhaseRule(Duration.ofSeconds(20), TimeoutAction.DEGRADE),
              "search", new PhaseRule(Duration.ofSeconds(20), TimeoutAction.SKIP),
              "reranking", new PhaseRule(Duration.ofSeconds(20), TimeoutAction.DEGRADE)),
          5);

  final InMemoryConversation conversation = new InMemoryConversation();
  final FakeRetrieval retrieval = new FakeRetrieval();
  final ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor();
  final LatencyInjector latencyInjector =
      new LatencyInjector(true, LatencyInjector.Settings.NONE, Clock.system());
  final Preparation preparation =
      new Preparation(
          new History(conversation),
          retrieval,
          latencyInjector,
          virtualThreads,
          System::nanoTime,
          2);

  @AfterEach
  void stop() {
    virtualThreads.shutdownNow();
  }

  RecordingPhaseListener send(String message) {
    return send(message, LENIENT);
  }

  RecordingPhaseListener send(String message, PreparationPolicy policy) {
    PreparationRequest request =
        new PreparationRequest(ADA, profile(policy), InMemoryConversation.ID, message, null);
    return accept(preparation.take(request, null), message);
  }

  RecordingPhaseListener accept(PreparationTask task, String message) {
    RecordingPhaseListener listener = new RecordingPhaseListener();
    String id = conversation.addQuestion(message);
    long now = System.nanoTime();
    AcceptedMessage accepted =
        new AcceptedMessage(id, message, conversation.positionOf(id), now, now);
    try {
      listener.complete(task.prepare(accepted, listener), null);
    } catch (InterruptedException | RuntimeException e) {
      listener.complete(null, e);
    }
    return listener;
  }

  static PreparationRequest request(String message) {
    return new PreparationRequest(ADA, profile(LENIENT), InMemoryConversation.ID, message, null);
  }

  static PreparationPolicy rule(String phase, PhaseRule rule) {
    return LENIENT.with(Map.of(phase, rule), 5);
  }

  static Profile profile(PreparationPolicy policy) {
    Profile chat = Profiles.defaultChat();
    return new Profile(
        chat.name(),
        chat.title(),
        chat.system(),
        true,
        null,
        chat.maxTokens(),
        chat.historyTokens(),
        chat.labels(),
        policy,
        chat.noticeAfter(),
        chat.timeouts());
  }
}
