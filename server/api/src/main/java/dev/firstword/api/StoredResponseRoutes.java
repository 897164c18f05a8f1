package dev.firstword.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.api.StoredResponses.Found;
import dev.firstword.api.compatible.CompatibleApi;
import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.conversation.ConversationStore.Page;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.job.JobService;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.TurnService;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.relay.server.HttpMethod;
import dev.firstword.relay.server.HttpTimeouts;
import dev.firstword.relay.time.Clock;
import java.time.Duration;

/** {@code /v1/responses/{id}}: reads, follows, cancels and deletes a stored response. */
final class StoredResponseRoutes {

  /** How long a request to cancel waits for the end. */
  private static final Duration MAX_CANCEL_WAIT = Duration.ofSeconds(3);

  private final StoredResponses responses;
  private final TurnService turns;
  private final JobService jobs;
  private final ConversationStore conversations;
  private final RequestAuthorizer authorizer;
  private final HttpTimeouts timeouts;
  private final Clock clock;

  StoredResponseRoutes(
      StoredResponses responses,
      TurnService turns,
      JobService jobs,
      ConversationStore conversations,
      RequestAuthorizer authorizer,
      HttpTimeouts timeouts,
      Clock clock) {
    this.responses = responses;
    this.turns = turns;
    this.jobs = jobs;
    this.conversations = conversations;
    this.authorizer = authorizer;
    this.timeouts = timeouts;
    this.clock = clock;
  }

  void addTo(Routes routes) {
    routes
        .add(HttpMethod.GET, "/v1/responses/{id}", this::show)
        .add(HttpMethod.DELETE, "/v1/responses/{id}", this::delete)
        .add(HttpMethod.POST, "/v1/responses/{id}/cancel", this::cancel);
  }

  private void begin(RequestContext context) {
    String requestId = DirectCallRoute.nameRequest(context, clock);
    context.formatProblems(new CallErrorFormat(CompatibleApi.responses(), requestId));
  }

  private void show(RequestContext context, String id) {
    begin(context);
    String stream = context.query("stream");
    if (stream == null || stream.equals("false")) {
      authorizer.forCaller(
          context,
          caller -> responses.require(caller, id).toJson(),
          response -> context.sendJson(200, response));
      return;
    }
    long lastSeen = startingAfter(context);
    authorizer.forCaller(
        context,
        caller -> caller,
        caller ->
            new ResponseFollower(context, responses, caller, authorizer.virtualThreads(), timeouts)
                .follow(id, lastSeen));
  }

  private static long startingAfter(RequestContext context) {
    String value = context.query("starting_after");
    if (value == null) {
      return -1;
    }
    try {
      long number = Long.parseLong(value);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Rejected below, like a negative number.
    }
    throw new ProblemException(
        Problem.malformed("The parameter \"starting_after\" must be the number of an event."));
  }

  /** A record of who asked for what was found. */
  private record Cancelled(Caller caller, Found found) {}

  private void cancel(RequestContext context, String id) {
    begin(context);
    authorizer.forCaller(
        context,
        caller -> {
          stop(caller, responses.require(caller, id));
          return new Cancelled(caller, responses.require(caller, id));
        },
        cancelled -> {
          FollowableTurn turn = cancelled.found.turn();
          Runnable answer =
              () ->
                  context.runGuarded(() ->
                      context.runBlocking(
                          authorizer.virtualThreads(),
                          () -> responses.require(cancelled.caller, id).toJson(),
                          response -> context.sendJson(200, response)));
          if (turn == null || !cancelled.found.isFollowable()) {
            answer.run();
          } else {
            TurnEnd end = new TurnEnd(turn, context.loop(), answer);
            if (EventStreamResponse.onDisconnect(context.response(), end::cancel)) {
              end.start(MAX_CANCEL_WAIT);
            }
          }
        });
  }

  private void stop(Caller caller, Found found) {
    FollowableTurn turn = found.turn();
    if (found.response().isInBackground()) {
      var _ = jobs.cancel(caller, found.response().id().toString());
    } else if (turn != null && found.isCurrent()) {
      var _ = turns.cancel(caller, turn.identity().turnId());
    }
  }

  private void delete(RequestContext context, String id) {
    begin(context);
    authorizer.forCaller(
        context,
        caller -> {
          erase(caller, responses.require(caller, id));
          return id;
        },
        deleted -> {
          ObjectNode body = RequestContext.JSON.createObjectNode();
          body.put("id", deleted).put("object", "response").put("deleted", true);
          context.sendJson(200, body);
        });
  }

  /** Deletes the conversation of a response, unless it has more than that. */
  private void erase(Caller caller, Found found) {
    FollowableTurn turn = found.turn();
    if (turn == null) {
      stop(caller, found);
      return;
    }
    String conversationId = turn.identity().conversationId();
    int ownMessages = 2 * found.attempts();
    int messages =
        conversations
            .page(caller, conversationId, null, ownMessages + 1)
            .map(Page::messages)
            .orElseThrow(() -> new ProblemException(Problem.unknownResponse()))
            .size();
    if (messages > ownMessages) {
      throw new ProblemException(
          Problem.malformed(
              "This response is part of a conversation. Delete that with DELETE"
                  + " /api/conversations/"
                  + conversationId
                  + "."));
    }
    stop(caller, found);
    turns.cancelAllIn(caller, conversationId);
    conversations.delete(caller, conversationId);
  }
}
