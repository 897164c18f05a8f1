package dev.firstword.app;

import dev.firstword.monitor.trace.Call;
import dev.firstword.monitor.trace.Calls;
import dev.firstword.protocol.TraceContext;
import dev.firstword.storage.redis.RedisCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Leads calls to where traces are collected. Who makes calls is built before what collects them, so
 * that the first ones lead nowhere.
 */
final class TraceLink implements Calls, RedisCalls {

  private volatile Calls collected = Calls.NONE;

  void to(Calls calls) {
    collected = calls;
  }

  @Override
  public void ended(Call call) {
    collected.ended(call);
  }

  @Override
  public void ended(
      TraceContext call, String command, Instant start, Duration took, boolean failed) {
    ended(
        new Call(
            command,
            Call.Side.CLIENT,
            call,
            start,
            took,
            Map.of("db.system.name", "redis", "db.operation.name", command),
            failed));
  }
}
