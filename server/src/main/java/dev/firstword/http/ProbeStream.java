package dev.firstword.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.loop.EventLoop;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One probe: events at the times that were asked for, each with the server's own time, under the
 * head that a turn's stream has. Confined to its connection's loop.
 */
final class ProbeStream {

  private static final String END = "data: [DONE]\n\n";
  private static final String COMMENT = ": keep-alive\n\n";

  private final Exchange exchange;
  private final HttpServerResponse response;
  private final EventLoop loop;
  private final Plan plan;
  private final ObjectNode arrival;
  private final Duration stall;
  private final Runnable whenOver;
  private final String padding;
  private long firstNanos;
  private int written;
  private boolean over;
  private EventLoop.@Nullable Timer next;
  private EventLoop.@Nullable Timer deadline;

  /**
   * A probe that is about to begin.
   *
   * @param arrival how the request came in; the first event tells it
   * @param whenOver is run once, when the probe has ended or its reader has left
   */
  ProbeStream(
      Exchange exchange, Plan plan, ObjectNode arrival, HttpTimes times, Runnable whenOver) {
    this.exchange = exchange;
    this.response = exchange.response();
    this.loop = exchange.loop();
    this.plan = plan;
    this.arrival = arrival;
    this.stall = times.stall();
    this.whenOver = whenOver;
    this.padding = ".".repeat(plan.padding);
  }

  /**
   * What is asked for.
   *
   * @param every from one event to the next: the silence, where there are no comments
   * @param padding characters to add to each event
   * @param comments whether a comment is written before each event but the first
   */
  record Plan(int events, Duration every, int padding, boolean comments) {

    Duration length() {
      return every.multipliedBy(events - 1L);
    }
  }

  /** Writes the head and the first event, and goes on as time comes. */
  void begin(String probeId) {
    response.closeHandler(_ -> end());
    response.exceptionHandler(_ -> end());
    if (response.closed()) {
      end();
      return;
    }
    // A reader that takes nothing ends here too.
    deadline = loop.schedule(plan.length().plus(stall), this::cutOff);
    response
        .setStatusCode(200)
        .setChunked(true)
        .putHeader("content-type", "text/event-stream; charset=utf-8")
        .putHeader("cache-control", "no-cache, no-transform")
        .putHeader("x-accel-buffering", "no")
        .putHeader("x-content-type-options", "nosniff")
        .putHeader("turn-id", probeId)
        .putHeader(ServerTiming.NAME, ServerTiming.metric("probe", elapsedMs()));
    firstNanos = loop.nanoTime();
    tick();
  }

  private void tick() {
    if (over) {
      return;
    }
    if (response.writeQueueFull()) {
      next = loop.schedule(plan.every, this::tick);
      return;
    }
    boolean first = written == 0;
    written++;
    String event = (plan.comments && !first ? COMMENT : "") + event(first);
    if (written == plan.events) {
      end();
      response.end(event + END);
      return;
    }
    response.write(event);
    // From the first event on, so that what one is late is not added to the others.
    long dueNanos = firstNanos + plan.every.toNanos() * written;
    next = loop.schedule(Duration.ofNanos(Math.max(0, dueNanos - loop.nanoTime())), this::tick);
  }

  private String event(boolean first) {
    ObjectNode event = Exchange.JSON.createObjectNode();
    event.put("type", "probe");
    event.put("number", written);
    event.put("of", plan.events);
    event.put("at_ms", Math.round(elapsedMs() * 1000) / 1000.0);
    if (first) {
      event.set("request", arrival);
    }
    if (!padding.isEmpty()) {
      event.put("padding", padding);
    }
    return "id: " + written + "\ndata: " + event + "\n\n";
  }

  private double elapsedMs() {
    return (loop.nanoTime() - exchange.receivedNanos()) / 1e6;
  }

  private void cutOff() {
    if (!over) {
      end();
      exchange.abort();
    }
  }

  private void end() {
    if (over) {
      return;
    }
    over = true;
    if (next != null) {
      next.cancel();
    }
    if (deadline != null) {
      deadline.cancel();
    }
    whenOver.run();
  }
}
