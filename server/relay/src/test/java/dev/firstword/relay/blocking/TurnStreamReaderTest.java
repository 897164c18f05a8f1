package dev.firstword.relay.blocking;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.relay.sse.ReceivedEvent;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads the events of a turn, and reports a truncated or invalid stream. */
final class TurnStreamReaderTest {

  @Test
  void readsEventsAndSkipsKeepAlives() throws IOException {
    List<ReceivedEvent> events =
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

    assertThat(events).extracting(ReceivedEvent::id).containsExactly(1L, 2L);
    assertThat(events).extracting(ReceivedEvent::type).containsExactly("start", "done");
    assertThat(events).extracting(ReceivedEvent::isTerminal).containsExactly(false, true);
  }

  @Test
  void aTruncatedStreamIsAnError() {
    assertThatThrownBy(() -> reader("id: 1\ndata: {\"type\":\"done\"}\n\n").all())
        .isInstanceOf(EOFException.class);
  }

  @Test
  void returnsTheEventsBeforeAViolation() throws IOException {
    TurnStreamReader reader = reader("id: 1\ndata: {\"type\":\"start\"}\n\nretry: 5\n\n");

    assertThat(reader.next()).hasValueSatisfying(event -> assertThat(event.id()).isEqualTo(1));
    assertThatThrownBy(reader::next)
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("retry: 5");
  }

  @Test
  void dataAfterDoneIsAnError() {
    assertThatThrownBy(() -> reader("data: [DONE]\n\nid: 1\n").all())
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("follows [DONE]");
  }

  private static TurnStreamReader reader(String stream) {
    return new TurnStreamReader(new ByteArrayInputStream(stream.getBytes(UTF_8)));
  }
}
