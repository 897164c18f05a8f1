package dev.firstword.http;

import dev.firstword.identity.Caller;
import dev.firstword.protocol.ChatRequest;
import dev.firstword.protocol.ChatRequestReader;
import dev.firstword.turn.TurnStore.Origin;
import dev.firstword.turn.Turns;
import dev.firstword.turn.Turns.Begun;
import dev.firstword.turn.Turns.Opening;
import java.util.Locale;

/**
 * {@code POST /api/chat/stream}: begins a turn and streams it. The head leaves with the first
 * event, as soon as the user's message is durable and before anything slow.
 */
final class ChatRoute {

  private final Turns turns;
  private final Access access;
  private final RequestBody.Limits bodies;
  private final HttpTimes times;

  ChatRoute(Turns turns, Access access, RequestBody.Limits bodies, HttpTimes times) {
    this.turns = turns;
    this.access = access;
    this.bodies = bodies;
    this.times = times;
  }

  void handle(Exchange exchange, String id) {
    RequestBody.readJson(
        exchange,
        bodies,
        body ->
            access.forCaller(
                exchange,
                caller -> begin(exchange, caller, body),
                begun -> stream(exchange, begun)));
  }

  private Begun begin(Exchange exchange, Caller caller, byte[] body) {
    long authenticatedNanos = System.nanoTime();
    ChatRequest request = ChatRequestReader.read(body);
    return turns.begin(
        new Opening(
            caller,
            Origin.LIVE,
            request,
            RequestIdentity.idempotencyKey(exchange),
            RequestIdentity.digest(body),
            RequestIdentity.traceparent(exchange),
            exchange.receivedNanos(),
            authenticatedNanos,
            exchange.loop()));
  }

  private void stream(Exchange exchange, Begun begun) {
    if (exchange.response().closed()) {
      turns.startUnread(begun);
      return;
    }
    if (begun.replayed()) {
      exchange.response().putHeader("idempotency-replayed", "true");
    }
    TurnStream stream =
        TurnStream.open(exchange, begun.turn(), 0, serverTiming(begun.opening()), times);
    turns.start(begun, stream);
    stream.begin();
  }

  private static String serverTiming(Opening opening) {
    long now = System.nanoTime();
    return String.format(
        Locale.ROOT,
        "auth;dur=%.1f, store;dur=%.1f",
        (opening.authenticatedNanos() - opening.receivedNanos()) / 1e6,
        (now - opening.authenticatedNanos()) / 1e6);
  }
}
