package dev.firstword.operations.trace;

import dev.firstword.core.protocol.TraceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A span outside of a turn's timeline: a request that is no turn, or a store called during one.
 * Holds no text that a user or a model wrote.
 *
 * @param trace its own span
 * @param attributes named as in OpenTelemetry's conventions where those have a name
 */
public record CallSpan(
    String name,
    Kind kind,
    TraceContext trace,
    Instant start,
    Duration duration,
    Map<String, String> attributes,
    boolean failed) {

  /** The side of the call that this server was on. */
  public enum Kind {
    /** This server was called. */
    SERVER,
    /** This server made the call. */
    CLIENT
  }

  public CallSpan {
    attributes = Map.copyOf(attributes);
  }
}
