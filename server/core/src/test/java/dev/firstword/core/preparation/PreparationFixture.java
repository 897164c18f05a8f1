package dev.firstword.core.preparation;

import dev.firstword.core.conversation.History;
import dev.firstword.core.conversation.InMemoryAttachments;
import dev.firstword.core.conversation.InMemoryConversation;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.profile.PreparationPolicy;
import dev.firstword.core.profile.PreparationPolicy.PhaseRule;
import dev.firstword.core.profile.PreparationPolicy.TimeoutAction;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.relay.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongPredicate;
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
  final InMemoryAttachments attachments = new InMemoryAttachments();
  final FakeRetrieval retrieval = new FakeRetrieval();
  final ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor();
  final LatencyInjector latencyInjector =
      new LatencyInjector(true, LatencyInjector.Settings.NONE, Clock.system());
  final Preparation preparation = preparation(true);

  /** Whether there is memory for older images and files of this many bytes. */
  LongPredicate mediaMemory = _ -> true;

  Preparation preparation(boolean authenticates) {
    return new Preparation(
        new History(conversation),
        attachments,
        retrieval,
        latencyInjector,
        virtualThreads,
        System::nanoTime,
        2,
        authenticates);
  }

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
    return accept(task, message, List.of());
  }

  /** Stores a message with attachments, and hands it over to its preparation. */
  RecordingPhaseListener accept(PreparationTask task, String message, List<Attachment> sent) {
    RecordingPhaseListener listener = new RecordingPhaseListener();
    List<ContentPart> parts = new ArrayList<>();
    for (Attachment attachment : sent) {
      attachments.add(attachment);
      parts.add(new ContentPart.Media(attachment.description()));
    }
    if (!parts.isEmpty()) {
      parts.add(new ContentPart.Text(message));
    }
    String id = conversation.addQuestion(message, parts);
    long now = System.nanoTime();
    AcceptedMessage accepted =
        AcceptedMessage.of(id, message, sent, conversation.positionOf(id), now, now, mediaMemory);
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

  static PreparationRequest replacing(String messageId, String message) {
    return new PreparationRequest(
        ADA,
        profile(LENIENT),
        InMemoryConversation.ID,
        message,
        List.of(),
        null,
        "",
        List.of(),
        messageId,
        null);
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
