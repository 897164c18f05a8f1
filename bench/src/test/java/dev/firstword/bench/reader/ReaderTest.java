package dev.firstword.bench.reader;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** That a benchmark would notice a stream that is not as the contract says. */
final class ReaderTest {

  private final Reader reader = new Reader(System.nanoTime());

  @Test
  void findsNoFaultInAWholeStream() {
    read("id: 1", "data: {\"type\":\"start\"}", "");
    read(": keep-alive", "");
    read("id: 2", "data: {\"type\":\"text\",\"text\":\"Hello \"}", "");
    read("id: 3", "data: {\"type\":\"text\",\"text\":\"there\"}", "");
    read("id: 4", "data: {\"type\":\"done\"}", "", "data: [DONE]", "");

    reader.finish();

    assertThat(reader.fault()).isNull();
    assertThat(reader.terminal()).isEqualTo("done");
    assertThat(reader.text()).isEqualTo("Hello there");
    assertThat(reader.events()).isEqualTo(4);
  }

  @Test
  void noticesAGap() {
    read("id: 1", "data: {\"type\":\"start\"}", "");

    read("id: 3", "data: {\"type\":\"full_start\"}", "");

    assertThat(reader.fault()).isEqualTo("event 3 follows event 1");
  }

  @Test
  void noticesARepeatedEvent() {
    read("id: 1", "data: {\"type\":\"start\"}", "");

    read("id: 1", "data: {\"type\":\"start\"}", "");

    assertThat(reader.fault()).isEqualTo("event 1 follows event 1");
  }

  @Test
  void noticesASecondEnd() {
    read("id: 1", "data: {\"type\":\"done\"}", "");

    read("id: 2", "data: {\"type\":\"error\"}", "");

    assertThat(reader.fault()).isEqualTo("an event after done");
  }

  @Test
  void noticesAStreamThatJustStops() {
    read("id: 1", "data: {\"type\":\"done\"}", "");

    reader.finish();

    assertThat(reader.fault()).isEqualTo("the stream ended without [DONE]");
  }

  @Test
  void noticesAClosingLineWithoutALastEvent() {
    read("id: 1", "data: {\"type\":\"start\"}", "", "data: [DONE]");

    reader.finish();

    assertThat(reader.fault()).isEqualTo("[DONE] before a last event");
  }

  @Test
  void noticesWhatComesAfterTheClosingLine() {
    read("id: 1", "data: {\"type\":\"done\"}", "", "data: [DONE]", "");

    read("data: [DONE]");

    assertThat(reader.fault()).isEqualTo("a line after [DONE]: data: [DONE]");
  }

  private void read(String... lines) {
    for (String line : lines) {
      reader.line(line);
    }
  }
}
