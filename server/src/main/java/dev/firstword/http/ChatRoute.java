package dev.firstword.http;

import dev.firstword.http.Identification.Identified;
import dev.firstword.preparation.Work;
import dev.firstword.protocol.ChatRequest;
import dev.firstword.protocol.ChatRequestReader;
import dev.firstword.protocol.RefusedException;
import dev.firstword.protocol.TraceContext;
import dev.firstword.turn.TurnStore.Origin;
import dev.firstword.turn.Turns;
import dev.firstword.turn.Turns.Begun;
import dev.firstword.turn.Turns.Opening;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/chat/stream}: begins a turn and streams it. The head leaves with the first
 * event, as soon as the user's message is durable and before anything slow.
 */
final class ChatRoute {

  private final Turns turns;
  private final Access access;
  private final RequestBody.Limits bodies;
  private final HttpTimes times;
  private final Tracing tracing;

  ChatRoute(
      Turns turns, Access access, RequestBody.Limits bodies, HttpTimes times, Tracing tracing) {
    this.turns = turns;
    this.access = access;
    this.bodies = bodies;
    this.times = times;
    this.tracing = tracing;
  }

  void handle(Exchange exchange, String id) {
    Identification identification = access.identify(exchange);
    RequestBody.readJson(
        exchange,
        bodies,
        body ->
            exchange.blocking(
                access.virtualThreads(),
                () -> begin(exchange, identification, body),
                begun -> stream(exchange, begun)));
  }

  private Begun begin(Exchange exchange, Identification identification, byte[] body) {
    TraceContext trace = tracing.of(exchange);
    Work ahead = ahead(exchange, identification, body, trace);
    Identified identified;
    ChatRequest request;
    try {
      identified = identification.await();
      request = ChatRequestReader.read(body);
    } catch (RuntimeException e) {
      if (ahead != null) {
        ahead.cancel();
      }
      throw e;
    }
    return turns.begin(
        new Opening(
            identified.principal().caller(),
            Origin.LIVE,
            request,
            RequestIdentity.idempotencyKey(exchange),
            RequestIdentity.digest(body),
            trace,
            exchange.receivedNanos(),
            identified.nanos(),
            exchange.loop(),
            ahead));
  }

  /** What can be done for the one who seems to ask, until it is known who asks. */
  private @Nullable Work ahead(
      Exchange exchange, Identification identification, byte[] body, TraceContext trace) {
    if (identification.seeming().isEmpty() || !identification.isStillUnderWay()) {
      return null;
    }
    try {
      return turns
          .ahead(
              identification.seeming().get(),
              ChatRequestReader.read(body),
              trace,
              exchange.remoteAddress())
          .orElse(null);
    } catch (RefusedException _) {
      return null; // Told once it is known whom to tell.
    }
  }

  private void stream(Exchange exchange, Begun begun) {
    if (exchange.response().closed()) {
      turns.startUnread(begun);
      return;
    }
    if (begun.replayed()) {
      exchange.response().putHeader("idempotency-replayed", "true");
    }
    TurnStream stream = TurnStream.open(exchange, begun.turn(), 0, serverTiming(begun), times);
    turns.start(begun, stream);
    stream.begin();
  }

  private static String serverTiming(Begun begun) {
    Opening opening = begun.opening();
    String taken =
        ServerTiming.metric("auth", (opening.authenticatedNanos() - opening.receivedNanos()) / 1e6)
            + ", "
            + ServerTiming.metric(
                "store", (System.nanoTime() - opening.authenticatedNanos()) / 1e6);
    // One that was begun by an earlier request belongs to that one's trace.
    return begun.replayed()
        ? taken
        : taken + ", " + ServerTiming.trace(opening.trace().traceparent());
  }
}
