package dev.firstword.operations.trace;

import static dev.firstword.operations.trace.TraceCollector.textAttribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstword.core.protocol.TraceContext;
import dev.firstword.operations.metrics.FinishedTurnBuilder;
import dev.firstword.operations.record.FinishedTurn;
import dev.firstword.operations.record.FinishedTurn.Outcome;
import dev.firstword.relay.time.ManualScheduler;
import dev.firstword.relay.time.TaskScheduler;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Exports turns over real HTTP to endpoints that are healthy, slow, rejecting or unreachable. */
final class BatchingTraceExporterTest {

  private static final Duration LONG_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration SHORT_TIMEOUT = Duration.ofMillis(500);

  private static final TraceMetadata METADATA =
      new TraceMetadata("0.1.0", Map.of("sonnet", "anthropic"), "sqlite", "small", "rerank");

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";

  private final ManualScheduler scheduler = new ManualScheduler();

  @Test
  void exportsTurnAsSpanTreeUnderTheRequest() {
    TraceContext trace = TraceContext.childOf("00-" + TRACE + "-" + PARENT + "-01").orElseThrow();
    try (TraceCollector collector = TraceCollector.accepting();
        BatchingTraceExporter export = exporter(collector)) {
      export.onTurnEnded(
          FinishedTurnBuilder.turn()
              .trace(trace)
              .phase("history", 0, 40)
              .phase("embedding", 0, 60)
              .usage(200, 101, 30, 1_000)
              .build());
      scheduler.advance(BatchingTraceExporter.BATCH_DELAY);
      assertThat(export.delivered()).isEqualTo(1);

      List<Span> spans = collector.spans();
      assertThat(spans)
          .extracting(Span::getName)
          .containsExactly("turn", "history", "embedding", "model", "generation", "chat sonnet");
      assertThat(spans)
          .allSatisfy(span -> assertThat(hex(span.getTraceId().toByteArray())).isEqualTo(TRACE));
      Span turn = spans.getFirst();
      assertThat(hex(turn.getParentSpanId().toByteArray())).isEqualTo(PARENT);
      assertThat(hex(turn.getSpanId().toByteArray())).isEqualTo(trace.spanId());
      assertThat(turn.getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
      assertThat(spans.subList(1, spans.size()))
          .allSatisfy(span -> assertThat(span.getParentSpanId()).isEqualTo(turn.getSpanId()));
      assertThat(collector.authorizations()).containsExactly("Bearer key");
    }
  }

  @Test
  void modelCallFollowsSemanticConventions() {
    try (TraceCollector collector = TraceCollector.accepting();
        BatchingTraceExporter export = exporter(collector)) {
      export.onTurnEnded(
          FinishedTurnBuilder.turn().phase("history", 0, 40).usage(200, 101, 30, 1_000).build());
      scheduler.advance(BatchingTraceExporter.BATCH_DELAY);
      assertThat(export.delivered()).isEqualTo(1);

      Span call = collector.spans().getLast();
      assertThat(call.getKind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
      assertThat(textAttribute(call, "gen_ai.operation.name")).isEqualTo("chat");
      assertThat(textAttribute(call, "gen_ai.provider.name")).isEqualTo("anthropic");
      assertThat(textAttribute(call, "gen_ai.request.model")).isEqualTo("sonnet");
      assertThat(numberAttribute(call, "gen_ai.usage.input_tokens")).isEqualTo(1_230);
      assertThat(numberAttribute(call, "gen_ai.usage.output_tokens")).isEqualTo(101);
      assertThat(numberAttribute(call, "gen_ai.usage.cache_read.input_tokens")).isEqualTo(1_000);
      assertThat(call.getEndTimeUnixNano() - call.getStartTimeUnixNano())
          .isEqualTo(Duration.ofMillis(1_700).toNanos());
      Span history = findSpan(collector, "history");
      assertThat(textAttribute(history, "db.system.name")).isEqualTo("sqlite");
    }
  }

  @Test
  void exportsFailureWithItsErrorCode() {
    try (TraceCollector collector = TraceCollector.accepting();
        BatchingTraceExporter export = exporter(collector)) {
      export.onTurnEnded(FinishedTurnBuilder.turn().outcome(Outcome.FAILED).build());
      scheduler.advance(BatchingTraceExporter.BATCH_DELAY);
      assertThat(export.delivered()).isEqualTo(1);

      for (Span span : List.of(findSpan(collector, "turn"), findSpan(collector, "chat sonnet"))) {
        assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(textAttribute(span, "error.type")).isEqualTo("model_silent");
      }
    }
  }

  @Test
  void skipsUnsampledTurns() {
    try (TraceCollector collector = TraceCollector.accepting();
        BatchingTraceExporter export = exporter(collector)) {
      export.onTurnEnded(FinishedTurnBuilder.turn().trace(TraceContext.newTrace(false)).build());
      export.onTurnEnded(FinishedTurnBuilder.turn().id("turn_told").build());
      scheduler.advance(BatchingTraceExporter.BATCH_DELAY);
      assertThat(export.delivered()).isEqualTo(1);

      assertThat(textAttribute(findSpan(collector, "turn"), "firstword.turn.id"))
          .isEqualTo("turn_told");
      assertThat(export.dropped()).isZero();
    }
  }

  @Test
  void slowEndpointFillsBoundedQueueAndCountsDrops() {
    CountDownLatch gate = new CountDownLatch(1);
    int many = 3 * BatchingTraceExporter.QUEUE_CAPACITY;
    try (TraceCollector collector = new TraceCollector(() -> 200, gate);
        BatchingTraceExporter export =
            new BatchingTraceExporter(
                collector.endpoint(LONG_TIMEOUT), METADATA, TaskScheduler.system())) {
      for (int i = 0; i < many; i++) {
        export.onTurnEnded(turn());
      }

      assertThat(export.delivered()).isZero();
      assertThat(export.dropped())
          .isBetween(
              (long) many
                  - BatchingTraceExporter.QUEUE_CAPACITY
                  - 2 * BatchingTraceExporter.MAX_BATCH_SIZE,
              (long) many - BatchingTraceExporter.QUEUE_CAPACITY);

      gate.countDown();
      awaitDelivered(export, many - export.dropped());
    }
  }

  @Test
  void rejectingEndpointLosesOnlyWhatItRejects() {
    AtomicInteger status = new AtomicInteger(400);
    try (TraceCollector collector = new TraceCollector(status::get, null);
        BatchingTraceExporter export = exporter(collector)) {
      export.onTurnEnded(turn());
      scheduler.advance(BatchingTraceExporter.BATCH_DELAY);
      assertThat(export.lost()).isEqualTo(1);

      status.set(200);
      export.onTurnEnded(turn());
      scheduler.advance(BatchingTraceExporter.BATCH_DELAY);
      assertThat(export.delivered()).isEqualTo(1);

      assertThat(export.lost()).isEqualTo(1);
    }
  }

  @Test
  void unreachableEndpointLosesWhatItIsSent() {
    OtlpEndpoint gone;
    try (TraceCollector collector = TraceCollector.accepting()) {
      gone =
          new OtlpEndpoint(
              URI.create(collector.endpoint(SHORT_TIMEOUT).toString()), Map.of(), SHORT_TIMEOUT);
    }

    try (BatchingTraceExporter export = new BatchingTraceExporter(gone, METADATA, scheduler)) {
      export.onTurnEnded(turn());

      scheduler.advance(BatchingTraceExporter.BATCH_DELAY);
      assertThat(export.lost()).isEqualTo(1);
      assertThat(export.delivered()).isZero();
    }
  }

  @Test
  void collectsWhatEndsWithinTheBatchDelay() {
    try (TraceCollector collector = TraceCollector.accepting();
        BatchingTraceExporter export = exporter(collector)) {
      export.onTurnEnded(turn());
      scheduler.advance(BatchingTraceExporter.BATCH_DELAY.minusMillis(1));
      export.onTurnEnded(turn());
      assertThat(export.delivered()).isZero();

      scheduler.advance(Duration.ofMillis(1));

      assertThat(export.delivered()).isEqualTo(2);
      assertThat(collector.authorizations()).hasSize(1);
    }
  }

  @Test
  void deliversWhatIsQueuedOnClose() {
    try (TraceCollector collector = TraceCollector.accepting()) {
      BatchingTraceExporter export = exporter(collector);
      export.onTurnEnded(turn());

      export.close();

      assertThat(export.delivered()).isEqualTo(1);
      assertThat(scheduler.activeTasks()).isZero();
    }
  }

  private BatchingTraceExporter exporter(TraceCollector collector) {
    return new BatchingTraceExporter(collector.endpoint(LONG_TIMEOUT), METADATA, scheduler);
  }

  private static FinishedTurn turn() {
    return FinishedTurnBuilder.turn().build();
  }

  private static void awaitDelivered(BatchingTraceExporter export, long count) {
    await().atMost(LONG_TIMEOUT).until(() -> export.delivered() == count);
  }

  private static Span findSpan(TraceCollector collector, String name) {
    return collector.findSpan(name).orElseThrow();
  }

  private static KeyValue attribute(Span span, String name) {
    return span.getAttributesList().stream()
        .filter(attribute -> attribute.getKey().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + span));
  }

  private static long numberAttribute(Span span, String name) {
    return attribute(span, name).getValue().getIntValue();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
