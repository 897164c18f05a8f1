package dev.firstword.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.protocol.ToolResultsReader;
import dev.firstword.core.turn.TurnService;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.relay.log.LogContent;
import dev.firstword.relay.server.HttpMethod;
import dev.firstword.relay.server.HttpTimeouts;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/turns/{id}}: reads, follows and cancels a turn, has it answer now, and takes the
 * results of its tools.
 */
final class TurnRoutes {

  private final TurnService turns;
  private final RequestAuthorizer authorizer;
  private final HttpTimeouts timeouts;
  private final RequestBodyReader.Limits resultLimits;

  TurnRoutes(TurnService turns, RequestAuthorizer authorizer, HttpTimeouts timeouts) {
    this.turns = turns;
    this.authorizer = authorizer;
    this.timeouts = timeouts;
    this.resultLimits =
        new RequestBodyReader.Limits(ToolResultsReader.MAX_BODY_BYTES, timeouts.body());
  }

  void addTo(Routes routes) {
    routes
        .add(HttpMethod.GET, "/api/turns/{id}", this::show)
        .add(HttpMethod.GET, "/api/turns/{id}/stream", this::follow)
        .add(HttpMethod.POST, "/api/turns/{id}/cancel", this::cancel)
        .add(HttpMethod.POST, "/api/turns/{id}/answer_now", this::answerNow)
        .add(HttpMethod.POST, "/api/turns/{id}/tool_results", this::submitToolResults);
  }

  private void show(RequestContext context, String id) {
    authorizer.forCaller(
        context,
        caller -> {
          FollowableTurn turn = require(turns.find(caller, id).orElse(null));
          // Read the state first: a log that is read later can only contain more.
          String state = turn.state().wireName();
          return body(turn.identity(), state, LogContent.of(turn.log().view()));
        },
        body -> context.sendJson(200, body));
  }

  private static ObjectNode body(TurnIdentity identity, String state, LogContent content) {
    ObjectNode body = RequestContext.JSON.createObjectNode();
    body.put("turn_id", identity.turnId());
    body.put("conversation_id", identity.conversationId());
    body.put("user_message_id", identity.userMessageId());
    body.put("assistant_message_id", identity.assistantMessageId());
    body.put("state", state);
    if (content.continues() != null) {
      body.put("continues", content.continues());
    }
    body.put("text", content.text());
    body.put("last_event_id", content.lastSequence());
    if (content.sources() != null) {
      body.set("sources", content.sources());
    }
    if (content.latency() != null) {
      body.set("latency", content.latency());
    }
    return body;
  }

  private void follow(RequestContext context, String id) {
    LastEventId lastEventId = LastEventId.of(context);
    authorizer.forCaller(
        context,
        caller -> require(turns.find(caller, id).orElse(null)),
        turn -> {
          if (lastEventId.isEndOf(turn.log().view())) {
            context.response().header("turn-id", turn.identity().turnId());
            context.sendEmpty(204);
            return;
          }
          String timing =
              ServerTiming.metric(
                  "find", (context.loop().nanoTime() - context.receivedNanos()) / 1e6);
          TurnStream stream =
              TurnStream.open(context, turn, lastEventId.number(), timing, timeouts, null);
          turn.subscribe(stream);
          stream.start();
        });
  }

  private void cancel(RequestContext context, String id) {
    authorizer.forCaller(
        context,
        caller -> require(turns.cancel(caller, id).orElse(null)),
        turn -> accept(context, turn));
  }

  private void answerNow(RequestContext context, String id) {
    authorizer.forCaller(
        context,
        caller -> require(turns.answerNow(caller, id).orElse(null)),
        turn -> accept(context, turn));
  }

  private static void accept(RequestContext context, FollowableTurn turn) {
    ObjectNode body = RequestContext.JSON.createObjectNode();
    body.put("turn_id", turn.identity().turnId());
    body.put("state", turn.state().wireName());
    context.sendJson(202, body);
  }

  private void submitToolResults(RequestContext context, String id) {
    RequestBodyReader.requireJson(context);
    authorizer.forCaller(
        context,
        resultLimits,
        (caller, body) ->
            turns
                .submitToolResults(caller, id, ToolResultsReader.read(body))
                .orElseThrow(() -> new ProblemException(Problem.unknownTurn())),
        outcome -> {
          ObjectNode body = RequestContext.JSON.createObjectNode();
          outcome.accepted().forEach(body.putArray("accepted")::add);
          outcome.ignored().forEach(body.putArray("ignored")::add);
          context.sendJson(202, body);
        });
  }

  private static FollowableTurn require(@Nullable FollowableTurn turn) {
    if (turn == null) {
      throw new ProblemException(Problem.unknownTurn());
    }
    return turn;
  }
}
