package dev.firstword.monitor.trace;

import static dev.firstword.monitor.trace.TraceCollector.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstword.monitor.FinishedTurn;
import dev.firstword.monitor.FinishedTurn.Outcome;
import dev.firstword.monitor.TestTurns;
import dev.firstword.protocol.TraceContext;
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

/** Turns as spans, delivered over real HTTP to an endpoint that is well, slow, refusing or gone. */
final class TraceExportTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(500);

  private static final Facts FACTS =
      new Facts("0.1.0", Map.of("sonnet", "anthropic"), "sqlite", "small", "rerank");

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";

  @Test
  void aTurnIsATreeOfSpansBelowTheRequestsOwn() {
    TraceContext trace = TraceContext.in("00-" + TRACE + "-" + PARENT + "-01").orElseThrow();
    try (TraceCollector collector = TraceCollector.willing();
        TraceExport export = new TraceExport(collector.endpoint(LONG), FACTS)) {
      export.ended(
          TestTurns.turn()
              .trace(trace)
              .phase("history", 0, 40)
              .phase("embedding", 0, 60)
              .usage(200, 101, 30, 1_000)
              .done());
      awaitDelivered(export, 1);

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
  void aModelsCallHasTheNamesOfTheConventions() {
    try (TraceCollector collector = TraceCollector.willing();
        TraceExport export = new TraceExport(collector.endpoint(LONG), FACTS)) {
      export.ended(TestTurns.turn().phase("history", 0, 40).usage(200, 101, 30, 1_000).done());
      awaitDelivered(export, 1);

      Span call = collector.spans().getLast();
      assertThat(call.getKind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
      assertThat(text(call, "gen_ai.operation.name")).isEqualTo("chat");
      assertThat(text(call, "gen_ai.provider.name")).isEqualTo("anthropic");
      assertThat(text(call, "gen_ai.request.model")).isEqualTo("sonnet");
      assertThat(number(call, "gen_ai.usage.input_tokens")).isEqualTo(1_230);
      assertThat(number(call, "gen_ai.usage.output_tokens")).isEqualTo(101);
      assertThat(number(call, "gen_ai.usage.cache_read.input_tokens")).isEqualTo(1_000);
      assertThat(call.getEndTimeUnixNano() - call.getStartTimeUnixNano())
          .isEqualTo(Duration.ofMillis(1_700).toNanos());
      Span history = named(collector, "history");
      assertThat(text(history, "db.system.name")).isEqualTo("sqlite");
    }
  }

  @Test
  void aFailureIsSaidWithItsCode() {
    try (TraceCollector collector = TraceCollector.willing();
        TraceExport export = new TraceExport(collector.endpoint(LONG), FACTS)) {
      export.ended(TestTurns.turn().outcome(Outcome.FAILED).done());
      awaitDelivered(export, 1);

      for (Span span : List.of(named(collector, "turn"), named(collector, "chat sonnet"))) {
        assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(text(span, "error.type")).isEqualTo("model_silent");
      }
    }
  }

  @Test
  void whatIsNotSampledIsNotToldOf() {
    try (TraceCollector collector = TraceCollector.willing();
        TraceExport export = new TraceExport(collector.endpoint(LONG), FACTS)) {
      export.ended(TestTurns.turn().trace(TraceContext.begin(false)).done());
      export.ended(TestTurns.turn().id("turn_told").done());
      awaitDelivered(export, 1);

      assertThat(text(named(collector, "turn"), "firstword.turn.id")).isEqualTo("turn_told");
      assertThat(export.dropped()).isZero();
    }
  }

  @Test
  void aSlowEndpointKeepsABoundedNumberAndTheRestIsCounted() {
    CountDownLatch held = new CountDownLatch(1);
    int many = 3 * TraceExport.LONGEST_QUEUE;
    try (TraceCollector collector = new TraceCollector(() -> 200, held);
        TraceExport export = new TraceExport(collector.endpoint(LONG), FACTS)) {
      for (int i = 0; i < many; i++) {
        export.ended(turn());
      }

      assertThat(export.delivered()).isZero();
      assertThat(export.dropped())
          .isBetween(
              (long) many - TraceExport.LONGEST_QUEUE - 2 * TraceExport.LARGEST_BATCH,
              (long) many - TraceExport.LONGEST_QUEUE);

      held.countDown();
      awaitDelivered(export, many - export.dropped());
    }
  }

  @Test
  void aRefusingEndpointLosesWhatItRefusesAndNothingElse() {
    AtomicInteger status = new AtomicInteger(400);
    try (TraceCollector collector = new TraceCollector(status::get, null);
        TraceExport export = new TraceExport(collector.endpoint(LONG), FACTS)) {
      export.ended(turn());
      await().until(() -> export.lost() == 1);

      status.set(200);
      export.ended(turn());
      awaitDelivered(export, 1);

      assertThat(export.lost()).isEqualTo(1);
    }
  }

  @Test
  void anEndpointThatIsGoneLosesWhatItIsSent() {
    OtlpEndpoint gone;
    try (TraceCollector collector = TraceCollector.willing()) {
      gone = new OtlpEndpoint(URI.create(collector.endpoint(SHORT).toString()), Map.of(), SHORT);
    }

    try (TraceExport export = new TraceExport(gone, FACTS)) {
      export.ended(turn());

      await().atMost(LONG).until(() -> export.lost() == 1);
      assertThat(export.delivered()).isZero();
    }
  }

  private static FinishedTurn turn() {
    return TestTurns.turn().done();
  }

  private static void awaitDelivered(TraceExport export, long count) {
    await().atMost(LONG).until(() -> export.delivered() == count);
  }

  private static Span named(TraceCollector collector, String name) {
    return collector.named(name).orElseThrow();
  }

  private static KeyValue attribute(Span span, String name) {
    return span.getAttributesList().stream()
        .filter(attribute -> attribute.getKey().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + span));
  }

  private static long number(Span span, String name) {
    return attribute(span, name).getValue().getIntValue();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
