package dev.firstword.http;

import dev.firstword.protocol.ChatRequestReader;
import dev.firstword.turn.Turns;

/**
 * {@code POST /api/prepare}: somebody is typing. What can be made ready for them is begun, and they
 * wait for none of it.
 */
final class PrepareRoute {

  private final Turns turns;
  private final Access access;
  private final RequestBody.Limits bodies;

  PrepareRoute(Turns turns, Access access, RequestBody.Limits bodies) {
    this.turns = turns;
    this.access = access;
    this.bodies = bodies;
  }

  void handle(Exchange exchange, String id) {
    RequestBody.readJson(
        exchange,
        bodies,
        body ->
            access.forCaller(
                exchange,
                caller -> {
                  turns.headStart(caller, ChatRequestReader.readPrepare(body));
                  return caller;
                },
                _ -> exchange.empty(202)));
  }
}
