package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.app.TelemetrySettings;
import dev.firstword.monitor.trace.OtlpEndpoint;
import dev.firstword.monitor.trace.TraceCollector;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A server that tells a collector of traces about its turns. */
final class TraceTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SAID = "canary of what somebody asked";

  @Test
  void oneIdFindsATurnInTracesFiguresAndItsWaterfall() {
    try (LogCapture log = LogCapture.open();
        TraceCollector collector = TraceCollector.willing();
        ServerFixture server = telling(collector)) {
      Transcript transcript =
          server
              .client()
              .answer(
                  Ask.steady(SAID).header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01"));
      String turnId = transcript.events().getFirst().field("turn_id");

      ServerFixture.awaitTrue(() -> !collector.spans().isEmpty());

      List<Span> spans = collector.spans();
      assertThat(spans)
          .extracting(Span::getName)
          .contains("turn", "auth", "store", "history", "prompt", "model", "generation")
          .contains("chat " + SimulatedModels.STEADY);
      assertThat(spans)
          .allSatisfy(span ->
              assertThat(HexFormat.of().formatHex(span.getTraceId().toByteArray()))
                  .isEqualTo(TRACE));
      assertThat(log.lines()).anyMatch(line -> line.contains(turnId) && line.contains(TRACE));
      assertThat(spans.toString()).contains(turnId).doesNotContain(SAID);
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
  void aTurnDoesNotNoticeACollectorThatNeverAnswers() {
    CountDownLatch held = new CountDownLatch(1);
    try (TraceCollector collector = new TraceCollector(() -> 200, held);
        ServerFixture server = telling(collector)) {
      for (int i = 0; i < 5; i++) {
        Transcript transcript = server.client().answer(Ask.steady("Hello " + i));
        assertThat(transcript.events().getLast().type()).isEqualTo("done");
      }

      assertThat(collector.spans()).isEmpty();
    }
  }

  @Test
  void withoutACollectorNoneAreCounted() {
    try (ServerFixture server = new ServerFixture()) {
      server.client().answer(Ask.steady("Hello"));

      assertThat(server.client().get("/metrics").body()).doesNotContain("firstword_traces");
    }
  }

  private static ServerFixture telling(TraceCollector collector) {
    OtlpEndpoint endpoint = collector.endpoint(Duration.ofSeconds(10));
    return new ServerFixture(
        _ -> {}, settings -> settings.telemetry(new TelemetrySettings(endpoint, 1)));
  }
}
