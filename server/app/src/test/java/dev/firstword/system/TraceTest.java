package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.firstword.adapters.redis.RedisTestServer;
import dev.firstword.app.config.AlertSettings;
import dev.firstword.app.config.LimitSettings;
import dev.firstword.app.config.Settings;
import dev.firstword.app.config.StorageSettings;
import dev.firstword.app.config.TelemetrySettings;
import dev.firstword.core.identity.limit.Quota;
import dev.firstword.operations.trace.OtlpEndpoint;
import dev.firstword.operations.trace.TraceCollector;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A server that exports the traces of its turns to a collector. */
final class TraceTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final String TRACEPARENT = "00-" + TRACE + "-" + PARENT + "-01";
  private static final String QUESTION = "canary of a question";

  @Test
  void oneTraceIdLinksSpansMetricsAndWaterfall() {
    try (LogCapture log = LogCapture.open();
        TraceCollector collector = TraceCollector.accepting();
        ServerFixture server = exportingTo(collector)) {
      Transcript transcript =
          server.client().answer(ChatCall.steady(QUESTION).header("traceparent", TRACEPARENT));
      String turnId = transcript.events().getFirst().field("turn_id");

      ServerFixture.awaitTrue(() -> !collector.spans().isEmpty());

      List<Span> spans = collector.spans();
      assertThat(spans)
          .extracting(Span::getName)
          .contains("turn", "store", "history", "prompt", "model", "generation")
          .contains("chat " + SimulatedModels.STEADY);
      assertThat(spans).allSatisfy(span -> assertThat(hex(span.getTraceId())).isEqualTo(TRACE));
      assertThat(log.lines()).anyMatch(line -> line.contains(turnId) && line.contains(TRACE));
      assertThat(spans.toString()).contains(turnId).doesNotContain(QUESTION);
      assertThat(transcript.text()).isNotBlank();
      assertThat(spans.toString()).doesNotContain(transcript.text());
      assertThat(
              server.client().get("/api/latency/turns/" + turnId).json().path("trace_id").asText())
          .isEqualTo(TRACE);
      assertThat(
              server
                  .client()
                  .send("GET", "/metrics", "Accept: application/openmetrics-text\r\n")
                  .body())
          .contains("trace_id=\"" + TRACE + "\",turn_id=\"" + turnId + "\"")
          .contains("firstword_traces_total{outcome=\"delivered\"} 1");
    }
  }

  @Test
  void aTurnIsUnaffectedByAHangingCollector() {
    CountDownLatch held = new CountDownLatch(1);
    try (TraceCollector collector = new TraceCollector(() -> 200, held);
        ServerFixture server = exportingTo(collector)) {
      for (int i = 0; i < 5; i++) {
        Transcript transcript = server.client().answer(ChatCall.steady("Hello " + i));
        assertThat(transcript.events().getLast().type()).isEqualTo("done");
      }

      assertThat(collector.spans()).isEmpty();
    }
  }

  @Test
  void countsNoTracesWithoutACollector() {
    try (ServerFixture server = new ServerFixture()) {
      server.client().answer(ChatCall.steady("Hello"));

      assertThat(server.client().get("/metrics").body()).doesNotContain("firstword_traces");
    }
  }

  @Test
  void redisCommandsAreChildrenOfTheTurn() {
    RedisTestServer redis = RedisTestServer.startOrReuse();
    try (TraceCollector collector = TraceCollector.accepting();
        ServerFixture server =
            exportingTo(
                collector,
                settings ->
                    settings
                        .storage(with(redis))
                        .limits(new LimitSettings(new Quota(100, null), Quota.UNLIMITED, null)))) {
      server.client().answer(ChatCall.steady(QUESTION).header("traceparent", TRACEPARENT));
      ServerFixture.awaitTrue(() -> collector.findSpan("turn").isPresent());

      Span turn = collector.findSpan("turn").orElseThrow();
      List<Span> commands =
          collector.spans().stream()
              .filter(span -> hex(span.getTraceId()).equals(TRACE)) // not of a server warming up
              .filter(span -> TraceCollector.textAttribute(span, "db.system.name").equals("redis"))
              .toList();
      assertThat(commands)
          .isNotEmpty()
          .allSatisfy(command -> {
            assertThat(command.getParentSpanId()).isEqualTo(turn.getSpanId());
            assertThat(command.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
            assertThat(TraceCollector.textAttribute(command, "db.operation.name"))
                .isEqualTo(command.getName());
            assertThat(command.getEndTimeUnixNano()).isGreaterThan(command.getStartTimeUnixNano());
          });
      assertThat(commands).extracting(Span::getName).contains("GET");
      assertThat(collector.spans().toString()).doesNotContain("firstword:limit");
    }
  }

  @Test
  void aJobsTurnIsAChildOfItsRequest() {
    try (TraceCollector collector = TraceCollector.accepting();
        ServerFixture server = exportingTo(collector)) {
      server.client().submit(ChatCall.steady(QUESTION).header("traceparent", TRACEPARENT));
      ServerFixture.awaitTrue(() -> collector.findSpan("turn").isPresent());

      Span request = collector.findSpan("POST /api/jobs").orElseThrow();
      assertThat(request.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
      assertThat(hex(request.getTraceId())).isEqualTo(TRACE);
      assertThat(hex(request.getParentSpanId())).isEqualTo(PARENT);
      assertThat(collector.findSpan("turn").orElseThrow().getParentSpanId())
          .isEqualTo(request.getSpanId());
    }
  }

  @Test
  void aRejectedJobIsAFailedSpan() {
    try (TraceCollector collector = TraceCollector.accepting();
        ServerFixture server = exportingTo(collector)) {
      server.client().submit(ChatCall.of("").header("traceparent", TRACEPARENT));

      ServerFixture.awaitTrue(() -> collector.findSpan("POST /api/jobs").isPresent());
      assertThat(collector.findSpan("POST /api/jobs").orElseThrow().getStatus().getCode())
          .isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
    }
  }

  @Test
  void exportsTheLastTurnBeforeShutdown() {
    try (TraceCollector collector = TraceCollector.accepting()) {
      try (ServerFixture server =
          exportingTo(collector, settings -> settings.storage(inMemory()))) {
        server.client().answer(ChatCall.steady(QUESTION));
      }

      assertThat(collector.findSpan("turn")).isPresent();
    }
  }

  private static StorageSettings inMemory() {
    StorageSettings usual = StorageSettings.DEFAULTS;
    return new StorageSettings(
        StorageSettings.Kind.MEMORY,
        null,
        null,
        usual.idempotencyKeyRetention(),
        usual.retention());
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  private static StorageSettings with(RedisTestServer redis) {
    StorageSettings usual = StorageSettings.DEFAULTS;
    return new StorageSettings(
        usual.kind(), null, redis.address(), usual.idempotencyKeyRetention(), usual.retention());
  }

  private static ServerFixture exportingTo(TraceCollector collector) {
    return exportingTo(collector, UnaryOperator.identity());
  }

  private static ServerFixture exportingTo(
      TraceCollector collector, UnaryOperator<Settings.Builder> change) {
    OtlpEndpoint endpoint = collector.endpoint(Duration.ofSeconds(10));
    return new ServerFixture(
        _ -> {},
        settings ->
            change.apply(
                settings
                    .telemetry(new TelemetrySettings(endpoint, 1))
                    // Ended turns reach the exporter when alerts are evaluated.
                    .alerts(new AlertSettings(null, Duration.ofMillis(50)))));
  }
}
