package dev.firstword.storage.redis;

import dev.firstword.protocol.TraceContext;
import java.time.Duration;
import java.time.Instant;

/** Hears of each command that was sent to Redis for a trace that is recorded. Must not block. */
public interface RedisCalls {

  /**
   * Redis has answered, or not in time.
   *
   * @param call its own span, below the one it was sent for
   * @param command such as {@code GET}; what it was about is not told
   */
  void ended(TraceContext call, String command, Instant start, Duration took, boolean failed);
}
