package dev.firstword.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.protocol.Identifier;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code GET /api/doctor/probe}: a stream like a turn's that needs no model, for finding out what
 * stands between a client and this server. It tells how the request arrived.
 */
final class ProbeRoute {

  private static final int MOST_AT_ONCE = 64;
  private static final int MOST_EVENTS = 200;
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int MOST_PADDING = 16 * 1024;
  private static final int LONGEST_SHOWN = 200;

  /**
   * What proxies add, change and drop. Cookies and whatever else may be secret are not among it.
   */
  private static final List<String> SHOWN =
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

  private final Access access;
  private final HttpTimes times;
  private final AtomicInteger underWay = new AtomicInteger();

  ProbeRoute(Access access, HttpTimes times) {
    this.access = access;
    this.times = times;
  }

  void handle(Exchange exchange, String id) {
    ProbeStream.Plan plan = plan(exchange);
    // The id is made there, as its randomness may make it wait.
    access.forAnybody(
        exchange,
        _ -> Identifier.create("probe", System.currentTimeMillis()),
        probeId -> begin(exchange, plan, probeId));
  }

  private static ProbeStream.Plan plan(Exchange exchange) {
    int longest = (int) LONGEST.toMillis();
    int events = exchange.query("events", 10, 1, MOST_EVENTS);
    int everyMs = exchange.query("every_ms", 100, 10, longest);
    if ((long) (events - 1) * everyMs > longest) {
      throw new RefusedException(
          Problem.malformed("A probe may last " + LONGEST.toSeconds() + " s at most."));
    }
    return new ProbeStream.Plan(
        events,
        Duration.ofMillis(everyMs),
        exchange.query("padding", 0, 0, MOST_PADDING),
        exchange.query("comments", 0, 0, 1) == 1);
  }

  private void begin(Exchange exchange, ProbeStream.Plan plan, String probeId) {
    if (underWay.incrementAndGet() > MOST_AT_ONCE) {
      underWay.decrementAndGet();
      exchange.refuse(Problem.tooManyProbes(MOST_AT_ONCE));
      return;
    }
    new ProbeStream(exchange, plan, arrival(exchange), times, underWay::decrementAndGet)
        .begin(probeId);
  }

  private ObjectNode arrival(Exchange exchange) {
    ObjectNode arrival = Exchange.JSON.createObjectNode();
    arrival.put("at_epoch_ms", System.currentTimeMillis());
    arrival.put("keep_alive_ms", times.keepAlive().toMillis());
    arrival.put("protocol", name(exchange.request().version()));
    // The other end's port tells one connection from another, and is nobody's secret.
    arrival.put("connection", exchange.request().remoteAddress().port());
    ObjectNode headers = arrival.putObject("headers");
    for (String name : SHOWN) {
      String value = exchange.header(name);
      if (value != null) {
        headers.put(
            name, value.length() <= LONGEST_SHOWN ? value : value.substring(0, LONGEST_SHOWN));
      }
    }
    arrival.put("authorization", exchange.header("authorization") != null);
    return arrival;
  }

  private static String name(HttpVersion version) {
    return switch (version) {
      case HTTP_1_0 -> "HTTP/1.0";
      case HTTP_1_1 -> "HTTP/1.1";
      case HTTP_2 -> "HTTP/2";
      case HTTP_3 -> "HTTP/3";
    };
  }
}
