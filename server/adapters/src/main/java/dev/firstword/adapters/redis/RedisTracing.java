package dev.firstword.adapters.redis;

import dev.firstword.core.protocol.CurrentTrace;
import dev.firstword.relay.time.Clock;
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

/** Reports Lettuce's commands, each with the trace of the thread that sent it. */
final class RedisTracing implements Tracing {

  private static final Endpoint NO_ENDPOINT = new Endpoint() {};

  private final RedisCommandListener listener;
  private final Clock clock;
  private final Tracer tracer;

  RedisTracing(RedisCommandListener listener, Clock clock) {
    this.clock = clock;
    this.listener = listener;
    tracer = new CommandTracer();
  }

  /** The span that a command was sent for. */
  private record CommandContext(dev.firstword.core.protocol.TraceContext span)
      implements TraceContext {}

  @Override
  public TraceContextProvider initialTraceContextProvider() {
    return () ->
        CurrentTrace.childSpan()
            .filter(dev.firstword.core.protocol.TraceContext::sampled)
            .<TraceContext>map(CommandContext::new)
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

  /** Excluded because arguments identify users. */
  @Override
  public boolean includeCommandArgsInSpanTags() {
    return false;
  }

  @Override
  public Endpoint createEndpoint(SocketAddress address) {
    return NO_ENDPOINT;
  }

  private final class CommandTracer extends Tracer {

    @Override
    public Span nextSpan() {
      return NOOP_SPAN;
    }

    @Override
    public Span nextSpan(TraceContext context) {
      return context instanceof CommandContext(dev.firstword.core.protocol.TraceContext span)
          ? new CommandSpan(span)
          : NOOP_SPAN;
    }
  }

  /** A span for commands without a trace, such as connection setup. Records nothing. */
  private static class NoopSpan extends Tracer.Span {

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

  private static final Tracer.Span NOOP_SPAN = new NoopSpan();

  private final class CommandSpan extends NoopSpan {

    private final dev.firstword.core.protocol.TraceContext span;

    CommandSpan(dev.firstword.core.protocol.TraceContext span) {
      this.span = span;
    }

    @Override
    public Tracer.Span start(RedisCommand<?, ?, ?> command) {
      Instant start = clock.instant();
      long startNanos = clock.nanoTime();
      if (command instanceof CompleteableCommand<?> completeable) {
        completeable.onComplete((_, failure) -> {
          CommandOutput<?, ?, ?> output = command.getOutput();
          listener.commandCompleted(
              span,
              command.getType().toString(),
              start,
              Duration.ofNanos(clock.nanoTime() - startNanos),
              failure != null || (output != null && output.hasError()));
        });
      }
      return this;
    }
  }
}
