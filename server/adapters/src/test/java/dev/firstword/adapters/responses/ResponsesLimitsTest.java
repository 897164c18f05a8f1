package dev.firstword.adapters.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import org.junit.jupiter.api.Test;

/** What an answer of the Responses API may take of memory. */
final class ResponsesLimitsTest {

  private final RecordingListener listener = new RecordingListener();
  private final ResponsesTranslator translator =
      new ResponsesTranslator(new ListenerGate(listener), "m-1", 64 * 1024, false);

  @Test
  void refusesAThousandAndOneItems() {
    for (int i = 0; i <= 1_000; i++) {
      feed(ResponsesStreams.added(i, "{\"type\":\"message\"}"));
    }

    assertThat(listener.end())
        .isEqualTo(new ListenerCall.Failure(new Malformed("the answer has more than 1000 items")));
  }

  @Test
  void refusesALargerEvent() {
    feed(ResponsesStreams.text("x".repeat(64 * 1024)));

    assertThat(listener.end())
        .isEqualTo(new ListenerCall.Failure(new Malformed("an event has more than 65536 bytes")));
  }

  private void feed(String events) {
    byte[] bytes = events.getBytes(UTF_8);
    translator.read(bytes, 0, bytes.length);
  }
}
