package dev.firstword.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import dev.firstword.core.protocol.ToolResultsReader;
import dev.firstword.core.turn.TurnService;
import dev.firstword.core.turn.store.FollowableTurn;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives the turn of a stored call the results of its tools, which its client sends in another
 * request. All methods block.
 */
record StoredToolResults(
    TurnService turns, ConversationStore conversations, StoredResponses responses) {

  /** A turn that waits for tools is among the newest messages of its conversation. */
  private static final int NEWEST_MESSAGES = 20;

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
    return results.isEmpty() ? results : withinLimits(results);
  }

  /** Applies the limits of results that come by the server's own API. */
  private static List<ToolResult> withinLimits(List<ToolResult> results) {
    ObjectNode body = RequestContext.JSON.createObjectNode();
    ArrayNode list = body.putArray("results");
    for (ToolResult result : results) {
      list.addObject()
          .put("id", result.callId())
          .put("content", result.content())
          .put("is_error", result.isError());
    }
    return ToolResultsReader.read(body);
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
    Set<String> ids = results.stream().map(ToolResult::callId).collect(Collectors.toSet());
    String previous = options.previousResponseId();
    Found found =
        previous == null
            ? newest(caller, Objects.requireNonNull(options.conversationId(), "conversation"), ids)
            : responses
                .find(caller, previous)
                .orElseThrow(
                    () -> new ProblemException(Problem.previousResponseNotFound(previous)));
    FollowableTurn turn = found.turn();
    if (turn == null) {
      throw waitsForNone();
    }
    int part = waitingPart(found, previous != null, ids);
    var _ =
        turns
            .submitToolResults(caller, turn.identity().turnId(), results)
            .orElseThrow(() -> new ProblemException(Problem.unknownTurn()));
    return StoredResponses.ofTurn(turn, part + 1);
  }

  /** Returns the newest turn of a conversation that has asked for these calls. */
  private Found newest(Caller caller, String conversationId, Set<String> ids) {
    return conversations
        .page(caller, conversationId, null, NEWEST_MESSAGES)
        .orElseThrow(() -> new ProblemException(Problem.unknownConversation()))
        .messages()
        .reversed()
        .stream()
        .map(Message::turnId)
        .distinct()
        .flatMap(turnId -> turns.find(caller, turnId).stream())
        .map(turn -> StoredResponses.ofTurn(turn, 0))
        .filter(found -> found.awaitCalls(requested -> contain(requested, ids)))
        .findFirst()
        .orElseThrow(StoredToolResults::waitsForNone);
  }

  private static boolean contain(List<Set<String>> requested, Set<String> ids) {
    return requested.stream().anyMatch(calls -> calls.containsAll(ids));
  }

  /**
   * Returns the part that ended with the calls that these are the results of. It may have been
   * answered already: a client that sends its request again gets the same answer.
   */
  private static int waitingPart(Found found, boolean isPartNamed, Set<String> ids) {
    var _ = found.awaitCalls(requested -> contain(requested, ids));
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
