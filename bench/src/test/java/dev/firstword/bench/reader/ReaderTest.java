package dev.firstword.bench.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Tests that protocol violations in a stream are detected. */
final class ReaderTest {

  private final Reader reader = new Reader(System.nanoTime());

  @Test
  void acceptsACompleteStream() {
    read("id: 1", "data: {\"type\":\"start\"}", "");
    read(": keep-alive", "");
    read("id: 2", "data: {\"type\":\"text\",\"text\":\"Hello \"}", "");
    read("id: 3", "data: {\"type\":\"text\",\"text\":\"there\"}", "");
    read("id: 4", "data: {\"type\":\"done\"}", "", "data: [DONE]", "");

    reader.finish();

    assertThat(reader.violation()).isNull();
    assertThat(reader.terminal()).isEqualTo("done");
    assertThat(reader.text()).isEqualTo("Hello there");
    assertThat(reader.events()).isEqualTo(4);
  }

  @Test
  void detectsAGap() {
    read("id: 1", "data: {\"type\":\"start\"}", "");

    read("id: 3", "data: {\"type\":\"full_start\"}", "");

    assertThat(reader.violation()).isEqualTo("event 3 follows event 1");
  }

  @Test
  void detectsARepeatedEvent() {
    read("id: 1", "data: {\"type\":\"start\"}", "");

    read("id: 1", "data: {\"type\":\"start\"}", "");

    assertThat(reader.violation()).isEqualTo("event 1 follows event 1");
  }

  @Test
  void detectsASecondTerminalEvent() {
    read("id: 1", "data: {\"type\":\"done\"}", "");

    read("id: 2", "data: {\"type\":\"error\"}", "");

    assertThat(reader.violation()).isEqualTo("an event after done");
  }

  @Test
  void detectsATruncatedStream() {
    read("id: 1", "data: {\"type\":\"done\"}", "");

    reader.finish();

    assertThat(reader.violation()).isEqualTo("the stream ended without [DONE]");
  }

  @Test
  void detectsDoneWithoutATerminalEvent() {
    read("id: 1", "data: {\"type\":\"start\"}", "", "data: [DONE]", "");

    reader.finish();

    assertThat(reader.violation()).isEqualTo("[DONE] before a last event");
  }

  @Test
  void detectsALineAfterDone() {
    read("id: 1", "data: {\"type\":\"done\"}", "", "data: [DONE]", "");

    read("data: [DONE]");

    assertThat(reader.violation()).isEqualTo("something follows [DONE]: data: [DONE]\n");
  }

  private void read(String... lines) {
    for (String line : lines) {
      byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
      reader.onBytes(bytes, 0, bytes.length);
    }
  }
}
