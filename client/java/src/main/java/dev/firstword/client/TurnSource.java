package dev.firstword.client;

import java.net.http.HttpRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The requests for a turn's events: one that starts the turn, until the turn has an id, then those
 * that follow it.
 */
final class TurnSource {

  private final Transport transport;
  private final @Nullable String turnId;
  private final Map<String, Object> body;
  private final String idempotencyKey;

  private TurnSource(
      Transport transport,
      @Nullable String turnId,
      Map<String, Object> body,
      String idempotencyKey) {
    this.transport = transport;
    this.turnId = turnId;
    this.body = body;
    this.idempotencyKey = idempotencyKey;
  }

  /** A turn to start. The same key for each attempt makes it one turn. */
  static TurnSource start(Transport transport, TurnRequest request, String idempotencyKey) {
    return new TurnSource(transport, null, request.fields(), idempotencyKey);
  }

  /** A turn that exists. */
  static TurnSource follow(Transport transport, String turnId) {
    return new TurnSource(transport, turnId, Map.of(), "");
  }

  @Nullable String turnId() {
    return turnId;
  }

  /** Returns the request for what comes after an event. */
  HttpRequest request(@Nullable String id, long after) {
    if (id == null) {
      return transport
          .post("/api/chat/stream", body)
          .header("Idempotency-Key", idempotencyKey)
          .setHeader("Accept", "text/event-stream")
          .build();
    }
    HttpRequest.Builder request =
        transport
            .request("/api/turns/" + Transport.encode(id) + "/stream")
            .setHeader("Accept", "text/event-stream");
    if (after > 0) {
      request.header("Last-Event-ID", Long.toString(after));
    }
    return request.build();
  }
}
