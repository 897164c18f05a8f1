package dev.firstword.core.turn;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.firstword.core.answer.AnswerLengthStatistics;
import dev.firstword.core.answer.SummaryCounters;
import dev.firstword.core.attachment.AttachmentBudget;
import dev.firstword.core.conversation.AttachmentStore;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.MediaDescription;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.protocol.ChatRequest.SummaryPreference;
import dev.firstword.core.routing.Router;
import dev.firstword.core.timeline.Timeline;
import dev.firstword.core.turn.admission.TurnFactory;
import dev.firstword.core.turn.cluster.TurnRecovery;
import dev.firstword.core.turn.running.GenerationRequest;
import dev.firstword.core.turn.running.SuspendedToolCalls;
import dev.firstword.core.turn.running.SuspendedTurn;
import dev.firstword.core.turn.running.SuspendedTurnJson;
import dev.firstword.core.turn.running.SuspensionStore;
import dev.firstword.core.turn.store.LoggedAnswer;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.turn.store.TurnStore.Progress;
import dev.firstword.relay.event.EventBuffer;
import dev.firstword.relay.event.EventEncoder;
import dev.firstword.relay.event.ToolState;
import dev.firstword.relay.event.TurnEvent;
import dev.firstword.relay.log.LogContent;
import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.log.TurnLog.View;
import dev.firstword.relay.loop.EventLoop;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resumes the turns that were waiting for tools when their node stopped: in the same log, with the
 * results that had arrived.
 */
public final class TurnResumption implements TurnRecovery.Resumer {

  /** How long a loop may take to start a turn. */
  private static final int START_TIMEOUT_S = 5;

  private static final Logger logger = LoggerFactory.getLogger(TurnResumption.class);

  private final SuspensionStore suspensions;
  private final Profiles profiles;
  private final Router router;
  private final AttachmentStore attachments;
  private final AttachmentBudget attachmentMemory;
  private final TurnFactory factory;
  private final AnswerLengthStatistics lengths;
  private final SummaryCounters summaries;
  private final Supplier<EventLoop> loops;
  private final InstantSource clock;

  /**
   * Creates the resumption.
   *
   * @param loops supplies the event loop for a turn without a client
   */
  public TurnResumption(
      SuspensionStore suspensions,
      Profiles profiles,
      Router router,
      AttachmentStore attachments,
      AttachmentBudget attachmentMemory,
      TurnFactory factory,
      AnswerLengthStatistics lengths,
      SummaryCounters summaries,
      Supplier<EventLoop> loops,
      InstantSource clock) {
    this.suspensions = suspensions;
    this.profiles = profiles;
    this.router = router;
    this.attachments = attachments;
    this.attachmentMemory = attachmentMemory;
    this.factory = factory;
    this.lengths = lengths;
    this.summaries = summaries;
    this.loops = loops;
    this.clock = clock;
  }

  @Override
  public boolean resume(StoredTurn turn, TurnLog log) {
    View view = log.view();
    LoggedAnswer logged = LoggedAnswer.of(view);
    if (!logged.toolStates().containsValue(ToolState.RUNNING)) {
      return false;
    }
    String turnId = turn.identity().turnId();
    SuspendedTurn stored =
        suspensions.store().findSuspended(turnId).map(SuspendedTurnJson::read).orElse(null);
    if (stored == null) {
      return false;
    }
    SuspendedToolCalls calls = new SuspendedToolCalls(stored, logged);
    Profile profile = profiles.find(stored.profile()).orElse(null);
    if (!calls.isInStep() || profile == null || !hasModels(stored, profile)) {
      logger.info("{} can't be resumed: something that it needs is missing", turnId);
      return false;
    }
    Map<String, MediaDescription> media = mediaOf(stored.prompt());
    AttachmentBudget.Reservation memory =
        attachmentMemory
            .reserve(media.values().stream().mapToLong(MediaDescription::bytes).sum())
            .orElse(null);
    if (memory == null) {
      logger.warn("{} can't be resumed: its images and files need too much memory", turnId);
      return false;
    }
    boolean isStarted = false;
    try {
      SuspendedTurn suspended = withMedia(turn, calls.withAllResults(), media.keySet());
      if (suspended == null) {
        logger.info("{} can't be resumed: its images or files were deleted", turnId);
        return false;
      }
      isStarted = goOn(turn, calls, suspended, profile, log, memory);
      return true; // Unless it is started, it belongs to yet another node.
    } finally {
      if (!isStarted) {
        memory.release();
      }
    }
  }

  /** Returns whether the turn resumes here. */
  private boolean goOn(
      StoredTurn turn,
      SuspendedToolCalls calls,
      SuspendedTurn suspended,
      Profile profile,
      TurnLog log,
      AttachmentBudget.Reservation memory) {
    View view = log.view();
    long elapsedMs = Math.max(0, clock.millis() - turn.startedAtMs());
    append(calls.events(profile, elapsedMs), log);
    if (!isStored(turn, log)) {
      return false;
    }
    String writtenText = LogContent.of(view).text();
    start(turn, suspended, profile, log, writtenText, elapsedMs, memory::release);
    return true;
  }

  /** Whether the models that were asked for can still be. */
  private boolean hasModels(SuspendedTurn suspended, Profile profile) {
    SuspendedTurn.Routing routing = suspended.routing();
    String required = routing.pinnedModel() == null ? profile.model() : routing.pinnedModel();
    return router.hasModel(routing.model().name())
        && (required == null || router.hasModel(required))
        && router
            .refusal(
                router.requiredRegion(
                    suspended.prompt().scope().tenant(), suspended.prompt().scope().profile()),
                required,
                suspended.routing().thinking(),
                suspended.routing().options(),
                profile.modelPolicy().unsupportedOptions())
            .isEmpty();
  }

  /** Returns the images and files of a prompt by their hash. */
  private static Map<String, MediaDescription> mediaOf(Prompt prompt) {
    Map<String, MediaDescription> media = new HashMap<>();
    for (Prompt.PromptMessage message : prompt.messages()) {
      for (ContentPart part : message.parts()) {
        if (part instanceof ContentPart.Media(MediaDescription description)) {
          media.put(description.sha256(), description);
        }
      }
    }
    return media;
  }

  /** Loads the images and files of the prompt; returns null if one is gone. */
  private @Nullable SuspendedTurn withMedia(
      StoredTurn turn, SuspendedTurn suspended, Set<String> hashes) {
    if (hashes.isEmpty()) {
      return suspended;
    }
    Map<String, byte[]> media = attachments.load(turn.identity().caller(), hashes);
    return media.keySet().containsAll(hashes) ? suspended.withMedia(media) : null;
  }

  /** Leaves a gap, because readers may have seen events that were lost with the node. */
  private static void append(List<TurnEvent> events, TurnLog log) {
    long sequence = log.view().lastSequence() + TurnRecovery.SEQUENCE_GAP;
    EventBuffer encoded = new EventBuffer(512);
    for (TurnEvent event : events) {
      EventEncoder.encode(sequence++, event, encoded);
    }
    log.appendEncoded(encoded.array(), 0, encoded.length());
    log.publish(false);
  }

  /**
   * Stores the log before anyone sees how it continues, so that no number is used twice if this
   * node stops too. Returns false if the turn does not belong to this node.
   */
  private boolean isStored(StoredTurn turn, TurnLog log) {
    int stored = turn.log().view().length();
    View view = log.view();
    byte[] added = view.copy(stored, view.length());
    return suspensions
        .store()
        .save(
            suspensions.node(),
            List.of(new Progress(turn.identity(), stored, added, TurnState.TOOLS, null)))
        .isEmpty();
  }

  private void start(
      StoredTurn turn,
      SuspendedTurn suspended,
      Profile profile,
      TurnLog log,
      String writtenText,
      long elapsedMs,
      Runnable onEnded) {
    GenerationRequest request =
        new GenerationRequest(
            List.of(),
            suspended.routingRequest(profile),
            router,
            SummaryPreference.NO,
            null,
            suspended.answerSoFar(),
            lengths,
            summaries);
    EventLoop loop = loops.get();
    Runnable start =
        () -> {
          long receivedNanos = loop.nanoTime() - TimeUnit.MILLISECONDS.toNanos(elapsedMs);
          Timeline timeline = Timeline.resumed(receivedNanos, suspended.firstTextMs());
          factory
              .createResumed(turn, suspended, profile, log, loop, timeline, onEnded)
              .resume(request, suspended, writtenText);
        };
    if (loop.isCurrent()) {
      start.run();
    } else {
      CompletableFuture.runAsync(start, loop).orTimeout(START_TIMEOUT_S, SECONDS).join();
    }
  }
}
