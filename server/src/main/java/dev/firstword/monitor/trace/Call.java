package dev.firstword.monitor.trace;

import dev.firstword.protocol.TraceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A span that is not of a turn's timeline: a request beside turns, a store that was asked on the
 * way of one. Holds nothing that anybody wrote.
 *
 * @param trace its own span
 * @param attributes with the names of OpenTelemetry's conventions where those have one
 */
public record Call(
    String name,
    Side side,
    TraceContext trace,
    Instant start,
    Duration took,
    Map<String, String> attributes,
    boolean failed) {

  /** Who was asked. */
  public enum Side {
    /** This server was. */
    SERVER,
    /** This server asked somebody else. */
    CLIENT
  }

  public Call {
    attributes = Map.copyOf(attributes);
  }
}
