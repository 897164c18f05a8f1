package dev.firstword.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceContextTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  @Test
  void continuesATraceWithANewSpan() {
    TraceContext span = TraceContext.childOf("00-" + TRACE + "-00f067aa0ba902b7-01").orElseThrow();

    assertThat(span.traceId()).isEqualTo(TRACE);
    assertThat(span.parentId()).isEqualTo("00f067aa0ba902b7");
    assertThat(span.spanId()).matches("[0-9a-f]{16}").isNotEqualTo("00f067aa0ba902b7");
    assertThat(span.traceparent()).isEqualTo("00-" + TRACE + "-" + span.spanId() + "-01");
  }

  @Test
  void inheritsTheSamplingDecision() {
    TraceContext span = TraceContext.childOf("00-" + TRACE + "-00f067aa0ba902b7-02").orElseThrow();

    assertThat(span.sampled()).isFalse();
    assertThat(span.traceparent()).endsWith("-00");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"
      })
  void ignoresInvalidTraceparents(String traceparent) {
    assertThat(TraceContext.childOf(traceparent)).isEmpty();
  }

  @Test
  void startsATraceWithTheGivenSamplingDecision() {
    assertThat(TraceContext.newTrace(true).traceparent())
        .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
    assertThat(TraceContext.newTrace(false).traceparent()).endsWith("-00");
    assertThat(TraceContext.newTrace(true).parentId()).isNull();
  }
}
