package dev.firstword.bench.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests that protocol violations in a stream are rejected. */
final class EventReaderTest {

  @Test
  void readsEventsAndSkipsKeepAlives() throws IOException {
    List<Event> events =
        reader(
                """
                id: 1
                data: {"type":"start"}

                : keep-alive

                id: 2
                data: {"type":"done"}

                data: [DONE]

                """)
            .all();

    assertThat(events).extracting(Event::id).containsExactly(1L, 2L);
    assertThat(events).extracting(Event::type).containsExactly("start", "done");
    assertThat(events).extracting(Event::isTerminal).containsExactly(false, true);
  }

  @Test
  void aTruncatedStreamIsAnError() {
    assertThatThrownBy(() -> reader("id: 1\ndata: {\"type\":\"done\"}\n\n").all())
        .isInstanceOf(EOFException.class);
  }

  @Test
  void anEventWithoutAnIdIsAnError() {
    assertThatThrownBy(() -> reader("data: {\"type\":\"start\"}\n\n").all())
        .isInstanceOf(ProtocolViolationException.class)
        .hasMessageContaining("without an id");
  }

  @Test
  void anUnknownLineIsAnError() {
    assertThatThrownBy(() -> reader("id: 1\nevent: message\n").all())
        .isInstanceOf(ProtocolViolationException.class)
        .hasMessageContaining("event: message");
  }

  @Test
  void dataAfterDoneIsAnError() {
    assertThatThrownBy(() -> reader("data: [DONE]\n\nid: 1\n").all())
        .isInstanceOf(ProtocolViolationException.class)
        .hasMessageContaining("follows [DONE]");
  }

  private static EventReader reader(String stream) {
    return new EventReader(new ByteArrayInputStream(stream.getBytes(UTF_8)));
  }
}
