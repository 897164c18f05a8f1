package dev.firstword.api;

import dev.firstword.api.StoredResponses.Found;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.relay.server.HttpTimeouts;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutorService;

/**
 * Streams a stored response to one request. Between two turns of a response, of which the first was
 * interrupted, it waits for the second. Confined to the event loop of the request.
 */
final class ResponseFollower {

  /** Longer than a node needs to resume what it has left behind itself. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(10);

  private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

  private final RequestContext context;
  private final StoredResponses responses;
  private final Caller caller;
  private final ExecutorService virtualThreads;
  private final HttpTimeouts timeouts;
  private final long deadlineNanos;

  ResponseFollower(
      RequestContext context,
      StoredResponses responses,
      Caller caller,
      ExecutorService virtualThreads,
      HttpTimeouts timeouts) {
    this.context = context;
    this.responses = responses;
    this.caller = caller;
    this.virtualThreads = virtualThreads;
    this.timeouts = timeouts;
    this.deadlineNanos = context.loop().nanoTime() + MAX_WAIT.toNanos();
  }

  private record Prepared(Found found, ResponseLogTranslator translator) {}

  /**
   * Follows a response.
   *
   * @param lastSeen the number of the last event that the client has; -1 for none
   */
  void follow(String id, long lastSeen) {
    context.runBlocking(
        virtualThreads,
        () -> {
          Found found = responses.require(caller, id);
          return new Prepared(found, new ResponseLogTranslator(found.reader(lastSeen)));
        },
        prepared -> {
          if (prepared.found.isFollowable()) {
            stream(Objects.requireNonNull(prepared.found.turn(), "turn"), prepared.translator);
          } else if (context.loop().nanoTime() - deadlineNanos > 0) {
            context.sendProblem(Problem.responseInterrupted());
          } else if (!context.response().isClosed()) {
            var _ =
                context
                    .loop()
                    .schedule(POLL_INTERVAL, () -> context.runGuarded(() -> follow(id, lastSeen)));
          }
        });
  }

  private void stream(FollowableTurn turn, ResponseLogTranslator translator) {
    if (context.response().isClosed()) {
      return;
    }
    String timing =
        ServerTiming.metric("find", (context.loop().nanoTime() - context.receivedNanos()) / 1e6);
    TurnStream stream = TurnStream.open(context, turn, 0, timing, timeouts, translator);
    turn.subscribe(stream);
    stream.start();
  }
}
