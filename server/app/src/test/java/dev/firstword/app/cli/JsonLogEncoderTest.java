package dev.firstword.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

final class JsonLogEncoderTest {

  private static final Instant TIME = Instant.parse("2026-11-30T12:00:00.123Z");

  @Test
  void writesTheDateLevelLoggerThreadAndMessage() throws IOException {
    JsonNode line = encode(event("{} failed", null, "turn_1"));

    assertThat(line.fieldNames())
        .toIterable()
        .containsExactly("time", "level", "logger", "thread", "message");
    assertThat(line.path("time").asText()).isEqualTo("2026-11-30T12:00:00.123Z");
    assertThat(line.path("level").asText()).isEqualTo("WARN");
    assertThat(line.path("logger").asText()).isEqualTo("dev.firstword.Test");
    assertThat(line.path("thread").asText()).isEqualTo("loop-1");
    assertThat(line.path("message").asText()).isEqualTo("turn_1 failed");
  }

  @Test
  void writesKeyValuePairsAsFieldsOfTheirType() throws IOException {
    LoggingEvent event = event("a turn ended", null);
    event.setKeyValuePairs(
        List.of(
            new KeyValuePair("turn_id", "turn_1"),
            new KeyValuePair("ttft_ms", 12.5),
            new KeyValuePair("input_tokens", 7L),
            new KeyValuePair("code", null)));

    JsonNode line = encode(event);

    assertThat(line.path("turn_id").asText()).isEqualTo("turn_1");
    assertThat(line.path("ttft_ms").doubleValue()).isEqualTo(12.5);
    assertThat(line.path("input_tokens").isIntegralNumber()).isTrue();
    assertThat(line.has("code")).isFalse();
  }

  @Test
  void writesOneLineForAMessageOfManyAndForAStackTrace() throws IOException {
    LoggingEvent event =
        event(
            "one\ntwo\u2028\"three\"", new IllegalStateException("four", new IOException("five")));

    JsonNode line = encode(event);

    assertThat(line.path("message").asText()).isEqualTo("one\ntwo\u2028\"three\"");
    assertThat(line.path("stack_trace").asText())
        .startsWith("java.lang.IllegalStateException: four\n")
        .contains("Caused by: java.io.IOException: five", "at dev.firstword.app.cli");
  }

  private static LoggingEvent event(
      String message, @Nullable Throwable failure, Object... arguments) {
    LoggingEvent event =
        new LoggingEvent(
            "",
            new LoggerContext().getLogger("dev.firstword.Test"),
            Level.WARN,
            message,
            failure,
            arguments);
    event.setInstant(TIME);
    event.setThreadName("loop-1");
    return event;
  }

  private static JsonNode encode(LoggingEvent event) throws IOException {
    String text = new String(new JsonLogEncoder().encode(event), UTF_8);
    assertThat(text).endsWith("}\n");
    assertThat(text.indexOf('\n')).isEqualTo(text.length() - 1);
    return new JsonMapper().readTree(text);
  }
}
