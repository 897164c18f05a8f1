package dev.firstword.api;

import dev.firstword.api.StoredResponses.Found;
import dev.firstword.api.compatible.StoredCallOptions;
import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.conversation.Message;
import dev.firstword.core.direct.DirectRequest;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.ContentPart.ToolResult;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.TurnService;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.relay.log.LogReader;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Gives the turn of a stored call the results of its tools, which its client sends in another
 * request. All methods block.
 */
record StoredToolResults(
    TurnService turns, ConversationStore conversations, StoredResponses responses, EventLoop loop) {

  /** How much later a node may learn what another one has added to a turn. */
  private static final Duration MAX_LAG = Duration.ofSeconds(2);

  /**
   * Returns the results that a request brings; empty if it brings none. What precedes them in the
   * request is in the conversation already.
   *
   * @throws ProblemException if it brings something else too
   */
  static List<ToolResult> in(DirectRequest request) {
    List<PromptMessage> messages = request.prompt().messages();
    List<ContentPart> parts = messages.isEmpty() ? List.of() : messages.getLast().parts();
    List<ToolResult> results =
        parts.stream().filter(ToolResult.class::isInstance).map(ToolResult.class::cast).toList();
    if (!results.isEmpty() && results.size() < parts.size()) {
      throw refused(
          "The results of tools continue an answer. Send them alone, and a new message of the user"
              + " after that answer.");
    }
    return results;
  }

  /**
   * Submits results.
   *
   * @return the part of the turn that answers them
   * @throws ProblemException if nothing waits for them, or one is missing
   */
  Found submit(Caller caller, StoredCallOptions options, List<ToolResult> results) {
    if (options.isInBackground()) {
      throw refused("Results of tools are not answered in the background.");
    }
    String previous = options.previousResponseId();
    Found found =
        previous == null
            ? newest(caller, Objects.requireNonNull(options.conversationId(), "conversation"))
            : responses
                .find(caller, previous)
                .orElseThrow(
                    () -> new ProblemException(Problem.previousResponseNotFound(previous)));
    FollowableTurn turn = found.turn();
    if (turn == null) {
      throw waitsForNone();
    }
    Set<String> ids = results.stream().map(ToolResult::callId).collect(Collectors.toSet());
    awaitCalls(found, turn, ids);
    int part = waitingPart(found, previous != null, ids);
    var _ =
        turns
            .submitToolResults(caller, turn.identity().turnId(), results)
            .orElseThrow(() -> new ProblemException(Problem.unknownTurn()));
    return StoredResponses.ofTurn(turn, part + 1);
  }

  private Found newest(Caller caller, String conversationId) {
    return conversations
        .page(caller, conversationId, null, 1)
        .orElseThrow(() -> new ProblemException(Problem.unknownConversation()))
        .messages()
        .stream()
        .map(Message::turnId)
        .findFirst()
        .flatMap(turnId -> turns.find(caller, turnId))
        .map(turn -> StoredResponses.ofTurn(turn, 0))
        .orElseThrow(StoredToolResults::waitsForNone);
  }

  /** Waits until this node knows the calls, if another one runs the turn. */
  private void awaitCalls(Found found, FollowableTurn turn, Set<String> ids) {
    Semaphore published = new Semaphore(0);
    LogReader reader = published::release;
    long deadline = loop.nanoTime() + MAX_LAG.toNanos();
    turn.subscribe(reader);
    try {
      boolean mayBeLate = true;
      while (mayBeLate
          && !turn.log().view().ended()
          && found.requestedCalls().stream().noneMatch(calls -> calls.containsAll(ids))) {
        mayBeLate = published.tryAcquire(deadline - loop.nanoTime(), TimeUnit.NANOSECONDS);
        published.drainPermits();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      turn.unsubscribe(reader);
    }
  }

  /**
   * Returns the part that ended with the calls that these are the results of. It may have been
   * answered already: a client that sends its request again gets the same answer.
   */
  private static int waitingPart(Found found, boolean isPartNamed, Set<String> ids) {
    List<Set<String>> requested = found.requestedCalls();
    int first = isPartNamed ? found.response().id().part() : 0;
    int last = isPartNamed ? first : requested.size() - 1;
    for (int part = last; part >= first && part < requested.size(); part--) {
      if (requested.get(part).containsAll(ids)) {
        requireAll(requested.get(part), ids);
        return part;
      }
    }
    throw waitsForNone();
  }

  private static void requireAll(Set<String> requested, Set<String> ids) {
    requested.stream()
        .filter(id -> !ids.contains(id))
        .min(String::compareTo)
        .ifPresent(missing -> {
          throw refused(
              "There is no result of the tool call " + missing + ". Send all of them together.");
        });
  }

  private static ProblemException waitsForNone() {
    return refused("No answer waits for these results of tools.");
  }

  private static ProblemException refused(String detail) {
    return new ProblemException(Problem.malformed(detail));
  }
}
