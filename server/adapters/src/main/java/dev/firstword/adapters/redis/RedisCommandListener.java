package dev.firstword.adapters.redis;

import dev.firstword.core.protocol.TraceContext;
import java.time.Duration;
import java.time.Instant;

/** Receives each Redis command sent within a sampled trace. Must not block. */
public interface RedisCommandListener {

  /**
   * Called when a command has completed or timed out.
   *
   * @param call the command's span, a child of the current span when it was sent
   * @param command the command's name, such as {@code GET}, without its arguments
   */
  void commandCompleted(
      TraceContext call, String command, Instant start, Duration took, boolean failed);
}
