package dev.firstword.http;

import dev.firstword.monitor.trace.Call;
import dev.firstword.monitor.trace.Calls;
import dev.firstword.protocol.TraceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The trace that a request belongs to: its own, whose word counts on whether it is recorded, or one
 * that begins here.
 *
 * @param share of the traces that begin here, from 0 to 1, that are to be recorded
 * @param calls hears of requests that are no turn
 */
record Tracing(double share, Calls calls) {

  TraceContext of(Exchange exchange) {
    return TraceContext.in(exchange.header("traceparent"))
        .orElseGet(() -> TraceContext.begin(ThreadLocalRandom.current().nextDouble() < share));
  }

  /**
   * Tells of a request for which turns will come, so that they are not below a span that nobody
   * has.
   *
   * @param route such as {@code /api/jobs}
   */
  void served(Exchange exchange, String method, String route, TraceContext trace, boolean failed) {
    Duration took = Duration.ofNanos(System.nanoTime() - exchange.receivedNanos());
    calls.ended(
        new Call(
            method + " " + route,
            Call.Side.SERVER,
            trace,
            Instant.now().minus(took),
            took,
            Map.of("http.request.method", method, "http.route", route),
            failed));
  }
}
