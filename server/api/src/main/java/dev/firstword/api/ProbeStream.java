package dev.firstword.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.relay.loop.EventLoop;
import dev.firstword.relay.server.HttpTimeouts;
import dev.firstword.relay.server.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One probe stream: events at the requested interval, each with the server's time, with the same
 * head as a turn's stream. Confined to its connection's event loop.
 */
public final class ProbeStream {

  private static final byte[] KEEP_ALIVE_COMMENT = bytes(EventStreamResponse.KEEP_ALIVE_COMMENT);

  private final RequestContext context;
  private final ServerResponse response;
  private final EventLoop loop;
  private final Plan plan;
  private final ObjectNode receivedRequest;
  private final Duration stallTimeout;
  private final Duration keepAliveInterval;
  private final Runnable onEnd;
  private final String padding;
  private long startNanos;
  private int eventsWritten;
  private boolean ended;
  private EventLoop.@Nullable Timer nextTick;
  private EventLoop.@Nullable Timer deadline;
  private @Nullable DisconnectProbe disconnectProbe;

  /**
   * Creates a probe that has not started.
   *
   * @param receivedRequest describes the request as it arrived; sent with the first event
   * @param onEnd run once, when the probe has ended or its reader has disconnected
   */
  ProbeStream(
      RequestContext context,
      Plan plan,
      ObjectNode receivedRequest,
      HttpTimeouts timeouts,
      Runnable onEnd) {
    this.context = context;
    this.response = context.response();
    this.loop = context.loop();
    this.plan = plan;
    this.receivedRequest = receivedRequest;
    this.stallTimeout = timeouts.stall();
    this.keepAliveInterval = timeouts.keepAliveInterval();
    this.onEnd = onEnd;
    this.padding = ".".repeat(plan.padding);
  }

  /**
   * The requested probe.
   *
   * @param interval the interval between events: the length of each silence, if there are no
   *     comments
   * @param padding the number of characters added to each event
   * @param comments whether a comment precedes each event but the first
   */
  public record Plan(int events, Duration interval, int padding, boolean comments) {

    Duration duration() {
      return interval.multipliedBy(events - 1L);
    }
  }

  /** Writes the head and the first event, and schedules the others. */
  void start(String probeId) {
    if (!EventStreamResponse.onDisconnect(response, this::end)) {
      return;
    }
    // Also ends a reader that takes nothing.
    deadline = loop.schedule(plan.duration().plus(stallTimeout), this::abort);
    EventStreamResponse.prepareHead(response, probeId, ServerTiming.metric("probe", elapsedMs()));
    startNanos = loop.nanoTime();
    tick();
    response.onHalfClose(this::probeDisconnect);
  }

  private void probeDisconnect() {
    if (!ended) {
      disconnectProbe =
          new DisconnectProbe(loop, keepAliveInterval, () -> response.write(KEEP_ALIVE_COMMENT));
      disconnectProbe.start();
    }
  }

  private void tick() {
    if (ended) {
      return;
    }
    if (!response.isWritable()) {
      nextTick = loop.schedule(plan.interval, this::tick);
      return;
    }
    boolean first = eventsWritten == 0;
    eventsWritten++;
    String event =
        (plan.comments && !first ? EventStreamResponse.KEEP_ALIVE_COMMENT : "") + event(first);
    if (eventsWritten == plan.events) {
      end();
      response.end(bytes(event + EventStreamResponse.DONE_FRAME));
      return;
    }
    response.write(bytes(event));
    // Relative to the first event, so that one late event does not delay the others.
    long dueNanos = startNanos + plan.interval.toNanos() * eventsWritten;
    nextTick = loop.schedule(Duration.ofNanos(Math.max(0, dueNanos - loop.nanoTime())), this::tick);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String event(boolean first) {
    ObjectNode event = RequestContext.JSON.createObjectNode();
    event.put("type", "probe");
    event.put("number", eventsWritten);
    event.put("of", plan.events);
    event.put("at_ms", Math.round(elapsedMs() * 1000) / 1000.0);
    if (first) {
      event.set("request", receivedRequest);
    }
    if (!padding.isEmpty()) {
      event.put("padding", padding);
    }
    return "id: " + eventsWritten + "\ndata: " + event + "\n\n";
  }

  private double elapsedMs() {
    return (loop.nanoTime() - context.receivedNanos()) / 1e6;
  }

  private void abort() {
    if (!ended) {
      end();
      response.abort();
    }
  }

  private void end() {
    if (ended) {
      return;
    }
    ended = true;
    EventLoop.Timer.cancelIfSet(nextTick);
    EventLoop.Timer.cancelIfSet(deadline);
    if (disconnectProbe != null) {
      disconnectProbe.stop();
    }
    onEnd.run();
  }
}
