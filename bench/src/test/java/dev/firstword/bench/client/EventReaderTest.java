package dev.firstword.bench.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That a stream which is not as the contract says is not taken for one. */
final class EventReaderTest {

  @Test
  void takesEventsAndPassesOverKeepAlives() throws IOException {
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
  void aStreamThatStopsIsNoEnd() {
    assertThatThrownBy(() -> reader("id: 1\ndata: {\"type\":\"done\"}\n\n").all())
        .isInstanceOf(EOFException.class);
  }

  @Test
  void anEventNeedsANumber() {
    assertThatThrownBy(() -> reader("data: {\"type\":\"start\"}\n\n").all())
        .isInstanceOf(ContractException.class)
        .hasMessageContaining("without an id");
  }

  @Test
  void anUnknownLineIsAnError() {
    assertThatThrownBy(() -> reader("id: 1\nevent: message\n").all())
        .isInstanceOf(ContractException.class)
        .hasMessageContaining("event: message");
  }

  @Test
  void nothingFollowsTheLastLine() {
    assertThatThrownBy(() -> reader("data: [DONE]\n\nid: 1\n").all())
        .isInstanceOf(ContractException.class)
        .hasMessageContaining("follows [DONE]");
  }

  private static EventReader reader(String stream) {
    return new EventReader(new ByteArrayInputStream(stream.getBytes(UTF_8)));
  }
}
