package dev.firstword.api;

import dev.firstword.core.protocol.TraceContext;
import dev.firstword.operations.trace.CallListener;
import dev.firstword.operations.trace.CallSpan;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Determines the trace of a request: the caller's, with its sampling decision, or a new one.
 *
 * @param samplingRate the fraction of new traces to sample, from 0 to 1
 * @param calls receives spans of requests that are not turns
 */
public record RequestTracing(double samplingRate, CallListener calls, InstantSource clock) {

  TraceContext traceOf(RequestContext context) {
    return TraceContext.childOf(context.header("traceparent"))
        .orElseGet(
            () -> TraceContext.newTrace(ThreadLocalRandom.current().nextDouble() < samplingRate));
  }

  /**
   * Records the span of a request that will create turns, so that their spans have a recorded
   * parent.
   *
   * @param route the route, such as {@code /api/jobs}
   */
  void recordRequest(
      RequestContext context, String method, String route, TraceContext trace, boolean failed) {
    Duration duration = Duration.ofNanos(context.loop().nanoTime() - context.receivedNanos());
    calls.onCallEnded(
        new CallSpan(
            method + " " + route,
            CallSpan.Kind.SERVER,
            trace,
            clock.instant().minus(duration),
            duration,
            Map.of("http.request.method", method, "http.route", route),
            failed));
  }
}
