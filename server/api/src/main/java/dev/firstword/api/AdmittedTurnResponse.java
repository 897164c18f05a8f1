package dev.firstword.api;

import dev.firstword.core.turn.TurnService;
import dev.firstword.core.turn.admission.AdmittedTurn;
import dev.firstword.core.turn.admission.TurnRequest;
import dev.firstword.relay.server.HttpTimeouts;
import org.jspecify.annotations.Nullable;

/** Runs an admitted turn, and streams it to the request that started it. */
record AdmittedTurnResponse(TurnService turns, HttpTimeouts timeouts) {

  /**
   * Sends the response head with the first event, as soon as the user's message is durable. Blocks
   * until the model is called.
   *
   * @param translator translates the events for a client of another API; null for none
   */
  void send(RequestContext context, AdmittedTurn admitted, @Nullable LogTranslator translator) {
    context.runOnLoopAfter(admitted.durable(), () -> stream(context, admitted, translator));
    turns.run(admitted);
  }

  private void stream(
      RequestContext context, AdmittedTurn admitted, @Nullable LogTranslator translator) {
    if (context.response().isClosed()) {
      turns.announce(admitted);
      return;
    }
    if (admitted.replayed()) {
      context.response().header("idempotency-replayed", "true");
    }
    TurnStream stream =
        TurnStream.open(
            context,
            admitted.turn(),
            0,
            serverTiming(admitted, context.loop().nanoTime()),
            timeouts,
            translator);
    admitted.turn().subscribe(stream);
    turns.announce(admitted);
    stream.start();
  }

  private static String serverTiming(AdmittedTurn admitted, long nowNanos) {
    TurnRequest turnRequest = admitted.request();
    String metrics =
        ServerTiming.metric(
                "auth", (turnRequest.authenticatedNanos() - turnRequest.receivedNanos()) / 1e6)
            + ", "
            + ServerTiming.metric("store", (nowNanos - turnRequest.authenticatedNanos()) / 1e6);
    // A replayed turn belongs to the trace of the request that started it.
    return admitted.replayed()
        ? metrics
        : metrics + ", " + ServerTiming.traceMetric(turnRequest.trace().traceparent());
  }
}
