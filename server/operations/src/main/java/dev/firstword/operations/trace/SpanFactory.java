package dev.firstword.operations.trace;

import dev.firstword.core.protocol.TraceContext;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Creates spans of this server for the exporter. */
final class SpanFactory {

  /** The value of OpenTelemetry's conventions for an error without a specific name. */
  static final String OTHER_ERROR = "_OTHER";

  private final Resource resource;

  SpanFactory(String version) {
    resource =
        Resource.create(
            Attributes.builder()
                .put("service.name", "firstword")
                .put("service.version", version)
                .build());
  }

  /**
   * Creates a span.
   *
   * @param parent null if the trace starts with this span
   * @param startNanos nanoseconds since 1970
   * @param endNanos nanoseconds since 1970; an earlier value than the start counts as the start
   */
  SpanData create(
      String name,
      SpanKind kind,
      SpanContext context,
      @Nullable SpanContext parent,
      long startNanos,
      long endNanos,
      Attributes attributes,
      List<EventData> events,
      boolean failed) {
    return new RecordedSpan(
        name,
        kind,
        context,
        parent == null ? SpanContext.getInvalid() : parent,
        startNanos,
        Math.max(startNanos, endNanos),
        attributes,
        events,
        failed ? StatusData.error() : StatusData.unset(),
        resource);
  }

  SpanData fromCall(CallSpan call) {
    AttributesBuilder attributes = Attributes.builder();
    call.attributes().forEach(attributes::put);
    if (call.failed()) {
      attributes.put("error.type", OTHER_ERROR);
    }
    TraceContext trace = call.trace();
    boolean isServer = call.kind() == CallSpan.Kind.SERVER;
    String parent = trace.parentId();
    long start = toEpochNanos(call.start());
    return create(
        call.name(),
        isServer ? SpanKind.SERVER : SpanKind.CLIENT,
        context(trace, trace.spanId(), false),
        parent == null ? null : context(trace, parent, isServer),
        start,
        start + call.duration().toNanos(),
        attributes.build(),
        List.of(),
        call.failed());
  }

  private static long toEpochNanos(Instant instant) {
    return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
  }

  /**
   * Returns the context of a span of a trace.
   *
   * @param remote whether the span belongs to another program
   */
  static SpanContext context(TraceContext trace, String spanId, boolean remote) {
    TraceFlags flags = trace.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault();
    return remote
        ? SpanContext.createFromRemoteParent(
            trace.traceId(), spanId, flags, TraceState.getDefault())
        : SpanContext.create(trace.traceId(), spanId, flags, TraceState.getDefault());
  }
}
