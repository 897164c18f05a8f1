package dev.firstword.core.turn.cluster;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.running.ToolResultsOutcome;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.LoggedAnswer;
import dev.firstword.core.turn.store.TurnInput;
import dev.firstword.relay.event.ToolState;
import dev.firstword.relay.log.LogReader;
import dev.firstword.relay.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * The results of tool calls that arrive at a node which does not run their turn, sorted by what the
 * turn's log says of the calls.
 *
 * @param awaited those that the turn still waits for
 * @param unknown the ids of calls that the turn has not made
 */
record RemoteToolResults(List<TurnInput> awaited, List<String> unknown) {

  /** The least time between two reads of a log that grows by the millisecond. */
  private static final Duration READ_INTERVAL = Duration.ofMillis(20);

  RemoteToolResults {
    awaited = List.copyOf(awaited);
    unknown = List.copyOf(unknown);
  }

  /**
   * Sorts results. The log of another node's turn may arrive here a little later than the client's
   * request, so this waits for calls that are unknown. Blocks.
   *
   * @param timeout how long to wait for the calls
   */
  static RemoteToolResults sort(
      FollowableTurn turn, List<ContentPart.ToolResult> results, Duration timeout, Clock clock) {
    Map<String, ToolState> states =
        awaitCalls(
            turn,
            results.stream()
                .map(ContentPart.ToolResult::callId)
                .collect(Collectors.toUnmodifiableSet()),
            timeout,
            clock);
    boolean hasEnded = turn.state().isFinal();
    List<TurnInput> awaited = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (ContentPart.ToolResult result : results) {
      ToolState state = states.get(result.callId());
      if (state == null || (state == ToolState.WRITING && !hasEnded)) {
        unknown.add(result.callId());
      } else if ((state == ToolState.READY || state == ToolState.RUNNING) && !hasEnded) {
        awaited.add(new TurnInput.Result(result));
      }
    }
    return new RemoteToolResults(awaited, unknown);
  }

  private static Map<String, ToolState> awaitCalls(
      FollowableTurn turn, Set<String> ids, Duration timeout, Clock clock) {
    long deadline = clock.nanoTime() + timeout.toNanos();
    Semaphore published = new Semaphore(0);
    LogReader reader = published::release;
    turn.subscribe(reader);
    try {
      while (true) {
        boolean hasEnded = turn.state().isFinal(); // Read first: the log is then complete.
        Map<String, ToolState> states = LoggedAnswer.of(turn.log().view()).toolStates();
        long left = deadline - clock.nanoTime();
        if (hasEnded || areWritten(ids, states) || !published.tryAcquire(left, NANOSECONDS)) {
          return states;
        }
        clock.sleep(READ_INTERVAL);
        published.drainPermits();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ProblemException(Problem.shuttingDown());
    } finally {
      turn.unsubscribe(reader);
    }
  }

  /** Whether all of these calls were made, with all of their arguments. */
  private static boolean areWritten(Set<String> ids, Map<String, ToolState> states) {
    return ids.stream()
        .map(states::get)
        .allMatch(state -> state != null && state != ToolState.WRITING);
  }

  /**
   * Returns what became of the results.
   *
   * @param left the inputs that their turn will be given
   */
  static ToolResultsOutcome outcome(List<ContentPart.ToolResult> results, List<TurnInput> left) {
    Set<TurnInput> open = new HashSet<>(left);
    List<String> accepted = new ArrayList<>();
    List<String> ignored = new ArrayList<>();
    for (ContentPart.ToolResult result : results) {
      // Of two results of one call, the first is accepted.
      boolean isAccepted = open.remove(new TurnInput.Result(result));
      (isAccepted ? accepted : ignored).add(result.callId());
    }
    return new ToolResultsOutcome(accepted, ignored, List.of());
  }
}
