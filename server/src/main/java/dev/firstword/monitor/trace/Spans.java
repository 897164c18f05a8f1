package dev.firstword.monitor.trace;

import dev.firstword.protocol.TraceContext;
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

/** Spans of this server, as the exporter wants them. */
final class Spans {

  /** What OpenTelemetry's conventions call an error that has no name of its own. */
  static final String OTHER = "_OTHER";

  private final Resource resource;

  Spans(String version) {
    resource =
        Resource.create(
            Attributes.builder()
                .put("service.name", "firstword")
                .put("service.version", version)
                .build());
  }

  /**
   * Makes one.
   *
   * @param parent absent: the trace begins with it
   * @param startNanos since 1970
   * @param endNanos since 1970; not before the start
   */
  SpanData make(
      String name,
      SpanKind kind,
      SpanContext own,
      @Nullable SpanContext parent,
      long startNanos,
      long endNanos,
      Attributes attributes,
      List<EventData> events,
      boolean failed) {
    return new RecordedSpan(
        name,
        kind,
        own,
        parent == null ? SpanContext.getInvalid() : parent,
        startNanos,
        Math.max(startNanos, endNanos),
        attributes,
        events,
        failed ? StatusData.error() : StatusData.unset(),
        resource);
  }

  SpanData of(Call call) {
    AttributesBuilder attributes = Attributes.builder();
    call.attributes().forEach(attributes::put);
    if (call.failed()) {
      attributes.put("error.type", OTHER);
    }
    TraceContext trace = call.trace();
    boolean served = call.side() == Call.Side.SERVER;
    String parent = trace.parentId();
    long start = nanos(call.start());
    return make(
        call.name(),
        served ? SpanKind.SERVER : SpanKind.CLIENT,
        context(trace, trace.spanId(), false),
        parent == null ? null : context(trace, parent, served),
        start,
        start + call.took().toNanos(),
        attributes.build(),
        List.of(),
        call.failed());
  }

  private static long nanos(Instant instant) {
    return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
  }

  /**
   * A span of a trace, by its id.
   *
   * @param remote whether another program has it
   */
  static SpanContext context(TraceContext trace, String spanId, boolean remote) {
    TraceFlags flags = trace.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault();
    return remote
        ? SpanContext.createFromRemoteParent(
            trace.traceId(), spanId, flags, TraceState.getDefault())
        : SpanContext.create(trace.traceId(), spanId, flags, TraceState.getDefault());
  }
}
