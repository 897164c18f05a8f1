package dev.firstword.turn;

import dev.firstword.loop.EventLoop;
import dev.firstword.preparation.PhaseListener;
import dev.firstword.preparation.Preparation;
import dev.firstword.profile.Profile;
import dev.firstword.prompt.Prompt;
import dev.firstword.protocol.Action;
import dev.firstword.protocol.ChatRequest;
import dev.firstword.protocol.TurnEvent.PhaseState;
import dev.firstword.routing.RouteRequest;
import dev.firstword.routing.Router;
import dev.firstword.turn.Turns.Opening;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives a turn along its way: prepares the prompt on a virtual thread, then asks a model on the
 * turn's loop.
 */
public final class TurnRunner {

  private static final String AUTH = "auth";
  private static final Logger log = LoggerFactory.getLogger(TurnRunner.class);

  private final Preparation preparation;
  private final Router router;
  private final ExecutorService virtualThreads;

  public TurnRunner(Preparation preparation, Router router, ExecutorService virtualThreads) {
    this.preparation = preparation;
    this.router = router;
    this.virtualThreads = virtualThreads;
  }

  /** Starts a turn. Called on its loop. */
  void run(Turn turn, Opening opening, Profile profile) {
    turn.phaseStarted(AUTH, opening.receivedNanos());
    turn.phaseEnded(AUTH, PhaseState.FINISHED, opening.authenticatedNanos());
    turn.start();
    if (!turn.state().isFinal()) {
      turn.preparedBy(virtualThreads.submit(() -> prepare(turn, opening, profile)));
    }
  }

  private void prepare(Turn turn, Opening opening, Profile profile) {
    ChatRequest request = opening.request();
    EventLoop loop = turn.loop();
    try {
      Prompt prompt =
          preparation.prepare(
              new Preparation.Task(
                  opening.caller(),
                  profile,
                  turn.identity().conversationId(),
                  request.conversationId() == null,
                  turn.identity().userMessageId(),
                  request.message(),
                  request.system()),
              onLoop(turn));
      loop.execute(() -> ask(turn, opening, profile, prompt));
    } catch (RuntimeException e) {
      loop.execute(() -> failed(turn, e));
    }
  }

  private void ask(Turn turn, Opening opening, Profile profile, Prompt prompt) {
    ChatRequest request = opening.request();
    EventLoop loop = turn.loop();
    turn.ask(listener ->
        router.open(
            new RouteRequest(
                prompt,
                request.message(),
                profile,
                request.model(),
                request.priority(),
                budgetLeft(request, loop.nanoTime() - opening.receivedNanos()),
                opening.traceparent()),
            loop,
            listener));
  }

  private static @Nullable Duration budgetLeft(ChatRequest request, long spentNanos) {
    Integer limit = request.maxTtftMs();
    return limit == null ? null : Duration.ofMillis(limit).minusNanos(spentNanos);
  }

  private static void failed(Turn turn, RuntimeException e) {
    if (!turn.state().isFinal()) {
      log.error("{} could not be prepared", turn.identity().turnId(), e);
      turn.fail(
          "preparation_failed",
          "The question could not be prepared for the model. Try again.",
          Action.RETRY,
          null);
    }
  }

  private static PhaseListener onLoop(Turn turn) {
    EventLoop loop = turn.loop();
    return new PhaseListener() {
      @Override
      public void phaseStarted(String phase, long nanos) {
        loop.execute(() -> turn.phaseStarted(phase, nanos));
      }

      @Override
      public void phaseEnded(String phase, PhaseState state, long nanos) {
        loop.execute(() -> turn.phaseEnded(phase, state, nanos));
      }
    };
  }
}
