package dev.firstword.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.protocol.Identifier;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.relay.server.HttpTimeouts;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code GET /api/doctor/probe}: a stream like a turn's, without a model, for diagnosing what is
 * between a client and this server. Its first event describes the request as it arrived.
 */
final class ProbeRoute {

  private static final int MAX_CONCURRENT_PROBES = 64;
  private static final int MAX_EVENTS = 200;
  private static final Duration MAX_DURATION = Duration.ofMinutes(5);
  private static final int MAX_PADDING = 16 * 1024;
  private static final int MAX_HEADER_LENGTH = 200;

  /**
   * Headers that proxies add, change or drop. Excludes cookies and anything else that may be
   * secret.
   */
  private static final List<String> ECHOED_HEADERS =
      List.of(
          "host",
          "connection",
          "via",
          "forwarded",
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-forwarded-host",
          "accept",
          "accept-encoding",
          "last-event-id",
          "idempotency-key",
          "traceparent",
          "firstword-user");

  private final RequestAuthorizer authorizer;
  private final HttpTimeouts timeouts;
  private final InstantSource clock;
  private final AtomicInteger activeProbes = new AtomicInteger();

  ProbeRoute(RequestAuthorizer authorizer, HttpTimeouts timeouts, InstantSource clock) {
    this.clock = clock;
    this.authorizer = authorizer;
    this.timeouts = timeouts;
  }

  void handle(RequestContext context, String id) {
    ProbeStream.Plan plan = plan(context);
    // The id is created on the virtual thread because randomness may block.
    authorizer.forAnyRole(
        context,
        _ -> Identifier.create("probe", clock.millis()),
        probeId -> start(context, plan, probeId));
  }

  private static ProbeStream.Plan plan(RequestContext context) {
    int maxDurationMs = (int) MAX_DURATION.toMillis();
    int events = context.query("events", 10, 1, MAX_EVENTS);
    int intervalMs = context.query("every_ms", 100, 10, maxDurationMs);
    if ((long) (events - 1) * intervalMs > maxDurationMs) {
      throw new ProblemException(
          Problem.malformed("A probe may last " + MAX_DURATION.toSeconds() + " s at most."));
    }
    return new ProbeStream.Plan(
        events,
        Duration.ofMillis(intervalMs),
        context.query("padding", 0, 0, MAX_PADDING),
        context.query("comments", 0, 0, 1) == 1);
  }

  private void start(RequestContext context, ProbeStream.Plan plan, String probeId) {
    if (activeProbes.incrementAndGet() > MAX_CONCURRENT_PROBES) {
      activeProbes.decrementAndGet();
      context.sendProblem(Problem.tooManyProbes(MAX_CONCURRENT_PROBES));
      return;
    }
    new ProbeStream(
            context, plan, describeRequest(context), timeouts, activeProbes::decrementAndGet)
        .start(probeId);
  }

  private ObjectNode describeRequest(RequestContext context) {
    ObjectNode description = RequestContext.JSON.createObjectNode();
    description.put("at_epoch_ms", clock.millis());
    description.put("keep_alive_ms", timeouts.keepAliveInterval().toMillis());
    description.put("protocol", context.request().protocol().displayName());
    // The remote port distinguishes connections and is not secret.
    InetSocketAddress remote = context.request().remoteAddress();
    description.put("connection", remote == null ? 0 : remote.getPort());
    ObjectNode headers = description.putObject("headers");
    for (String name : ECHOED_HEADERS) {
      String value = context.header(name);
      if (value != null) {
        headers.put(
            name,
            value.length() <= MAX_HEADER_LENGTH ? value : value.substring(0, MAX_HEADER_LENGTH));
      }
    }
    description.put("authorization", context.header("authorization") != null);
    return description;
  }
}
