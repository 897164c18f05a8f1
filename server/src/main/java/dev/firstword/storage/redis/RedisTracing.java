package dev.firstword.storage.redis;

import dev.firstword.protocol.CurrentTrace;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CompleteableCommand;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.tracing.TraceContext;
import io.lettuce.core.tracing.TraceContextProvider;
import io.lettuce.core.tracing.Tracer;
import io.lettuce.core.tracing.TracerProvider;
import io.lettuce.core.tracing.Tracing;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;

/** Commands as Lettuce tells of them: each with the trace of the thread that sent it. */
final class RedisTracing implements Tracing {

  private static final Endpoint ANYWHERE = new Endpoint() {};

  private final RedisCalls calls;
  private final Tracer tracer;

  RedisTracing(RedisCalls calls) {
    this.calls = calls;
    tracer = new CommandTracer();
  }

  /** What a command was sent for. */
  private record Call(dev.firstword.protocol.TraceContext span) implements TraceContext {}

  @Override
  public TraceContextProvider initialTraceContextProvider() {
    return () ->
        CurrentTrace.call()
            .filter(dev.firstword.protocol.TraceContext::sampled)
            .<TraceContext>map(Call::new)
            .orElse(TraceContext.EMPTY);
  }

  @Override
  public TracerProvider getTracerProvider() {
    return () -> tracer;
  }

  @Override
  public boolean isEnabled() {
    return true;
  }

  /** They hold whose they are. */
  @Override
  public boolean includeCommandArgsInSpanTags() {
    return false;
  }

  @Override
  public Endpoint createEndpoint(SocketAddress address) {
    return ANYWHERE;
  }

  private final class CommandTracer extends Tracer {

    @Override
    public Span nextSpan() {
      return UNTOLD;
    }

    @Override
    public Span nextSpan(TraceContext context) {
      return context instanceof Call(dev.firstword.protocol.TraceContext span)
          ? new Told(span)
          : UNTOLD;
    }
  }

  /** A command of nobody's: the beginning of a connection, what all turns publish. */
  private static class Untold extends Tracer.Span {

    @Override
    public Tracer.Span start(RedisCommand<?, ?, ?> command) {
      return this;
    }

    @Override
    public Tracer.Span name(String name) {
      return this;
    }

    @Override
    public Tracer.Span annotate(String value) {
      return this;
    }

    @Override
    public Tracer.Span tag(String key, String value) {
      return this;
    }

    @Override
    public Tracer.Span error(Throwable throwable) {
      return this;
    }

    @Override
    public Tracer.Span remoteEndpoint(Endpoint endpoint) {
      return this;
    }

    @Override
    public void finish() {}
  }

  private static final Tracer.Span UNTOLD = new Untold();

  private final class Told extends Untold {

    private final dev.firstword.protocol.TraceContext span;

    Told(dev.firstword.protocol.TraceContext span) {
      this.span = span;
    }

    @Override
    public Tracer.Span start(RedisCommand<?, ?, ?> command) {
      Instant start = Instant.now();
      long startNanos = System.nanoTime();
      if (command instanceof CompleteableCommand<?> completeable) {
        completeable.onComplete((_, failure) -> {
          CommandOutput<?, ?, ?> output = command.getOutput();
          calls.ended(
              span,
              command.getType().toString(),
              start,
              Duration.ofNanos(System.nanoTime() - startNanos),
              failure != null || (output != null && output.hasError()));
        });
      }
      return this;
    }
  }
}
