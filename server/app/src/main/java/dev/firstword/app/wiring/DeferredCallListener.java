package dev.firstword.app.wiring;

import dev.firstword.adapters.redis.RedisCommandListener;
import dev.firstword.core.protocol.TraceContext;
import dev.firstword.operations.trace.CallListener;
import dev.firstword.operations.trace.CallSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Forwards calls to the trace exporter. The components that make calls are built before the
 * exporter, so calls before {@link #setTarget} are discarded.
 */
final class DeferredCallListener implements CallListener, RedisCommandListener {

  private volatile CallListener target = CallListener.NONE;

  void setTarget(CallListener calls) {
    target = calls;
  }

  @Override
  public void onCallEnded(CallSpan call) {
    target.onCallEnded(call);
  }

  @Override
  public void commandCompleted(
      TraceContext call, String command, Instant start, Duration took, boolean failed) {
    onCallEnded(
        new CallSpan(
            command,
            CallSpan.Kind.CLIENT,
            call,
            start,
            took,
            Map.of("db.system.name", "redis", "db.operation.name", command),
            failed));
  }
}
