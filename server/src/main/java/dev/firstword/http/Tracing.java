package dev.firstword.http;

import dev.firstword.protocol.TraceContext;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The trace that a request belongs to: its own, whose word counts on whether it is recorded, or one
 * that begins here.
 *
 * @param share of the traces that begin here, from 0 to 1, that are to be recorded
 */
record Tracing(double share) {

  TraceContext of(Exchange exchange) {
    return TraceContext.in(exchange.header("traceparent"))
        .orElseGet(() -> TraceContext.begin(ThreadLocalRandom.current().nextDouble() < share));
  }
}
