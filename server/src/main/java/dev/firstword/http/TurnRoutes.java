package dev.firstword.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import dev.firstword.turn.FollowableTurn;
import dev.firstword.turn.LogContent;
import dev.firstword.turn.TurnIdentity;
import dev.firstword.turn.Turns;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** {@code /api/turns/{id}}: what it says, following it, stopping it. */
final class TurnRoutes {

  private final Turns turns;
  private final Access access;
  private final HttpTimes times;

  TurnRoutes(Turns turns, Access access, HttpTimes times) {
    this.turns = turns;
    this.access = access;
    this.times = times;
  }

  void addTo(Routes routes) {
    routes
        .add(HttpMethod.GET, "/api/turns/{id}", this::show)
        .add(HttpMethod.GET, "/api/turns/{id}/stream", this::follow)
        .add(HttpMethod.POST, "/api/turns/{id}/cancel", this::cancel);
  }

  private void show(Exchange exchange, String id) {
    access.forCaller(
        exchange,
        caller -> {
          FollowableTurn turn = require(turns.find(caller, id).orElse(null));
          // The state first: a log that is read later can only say more.
          String state = turn.state().wireName();
          return body(turn.identity(), state, LogContent.of(turn.log().view()));
        },
        body -> exchange.json(200, body));
  }

  private static ObjectNode body(TurnIdentity identity, String state, LogContent content) {
    ObjectNode body = Exchange.JSON.createObjectNode();
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

  private void follow(Exchange exchange, String id) {
    long after = after(exchange);
    access.forCaller(
        exchange,
        caller -> require(turns.find(caller, id).orElse(null)),
        turn -> {
          String timing =
              ServerTiming.metric(
                  "find", (exchange.loop().nanoTime() - exchange.receivedNanos()) / 1e6);
          TurnStream stream = TurnStream.open(exchange, turn, after, timing, times);
          turn.join(stream);
          stream.begin();
        });
  }

  /** The header is what browsers send on their own; the parameter is for everybody else. */
  private static long after(Exchange exchange) {
    String header = exchange.header("last-event-id");
    String value = header == null ? exchange.query("after") : header;
    if (value == null || value.isEmpty()) {
      return 0;
    }
    try {
      long after = Long.parseLong(value);
      if (after >= 0) {
        return after;
      }
    } catch (NumberFormatException _) {
      // Told below, like a negative number.
    }
    throw new RefusedException(
        Problem.malformed("Last-Event-ID (or \"after\") must be the id of an event."));
  }

  private void cancel(Exchange exchange, String id) {
    access.forCaller(
        exchange,
        caller -> require(turns.cancel(caller, id).orElse(null)),
        turn -> {
          ObjectNode body = Exchange.JSON.createObjectNode();
          body.put("turn_id", turn.identity().turnId());
          body.put("state", turn.state().wireName());
          exchange.json(202, body);
        });
  }

  private static FollowableTurn require(@Nullable FollowableTurn turn) {
    if (turn == null) {
      throw new RefusedException(Problem.unknownTurn());
    }
    return turn;
  }
}
