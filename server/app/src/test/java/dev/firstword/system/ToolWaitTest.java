package dev.firstword.system;

import static dev.firstword.system.ToolRestartTest.assertAccepted;
import static dev.firstword.system.ToolRestartTest.awaitRunning;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.relay.sse.ReceivedEvent;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** While a tool runs, readers are told how long its calls usually take. */
final class ToolWaitTest {

  private static final ToolCallingProvider PROVIDER = new ToolCallingProvider("weather");
  private static final ServerFixture SERVER =
      new ServerFixture(_ -> {}, settings -> settings.providers(List.of(PROVIDER.endpoint())));

  private final Client client = SERVER.client();

  @AfterAll
  static void close() {
    SERVER.close();
    PROVIDER.close();
  }

  @Test
  void aCallThatIsLongerThanAllBeforeItSaysSo() {
    for (int i = 1; i <= 5; i++) {
      EventStream stream = ask("Question " + i);
      answer(stream, awaitRunning(stream, "weather"));
      assertThat(stream.awaitEnd().ofType("tool_wait")).as("too little is known").isEmpty();
    }

    EventStream stream = ask("Is it warm?");
    String id = awaitRunning(stream, "weather");
    ReceivedEvent wait = stream.awaitEvent("tool_wait");
    answer(stream, id);
    Transcript whole = stream.awaitEnd();

    assertThat(wait.field("id")).isEqualTo(id);
    assertThat(wait.field("longer_than_percent")).isEqualTo("100");
    assertThat(wait.field("samples")).isEqualTo("5");
    assertThat(whole.ending().type()).isEqualTo("done");
    assertThat(client.transcript(stream.turnId()).raw()).isEqualTo(whole.raw());
  }

  private EventStream ask(String question) {
    return client.ask(ChatCall.of(question).tools("weather"));
  }

  private void answer(EventStream stream, String callId) {
    assertAccepted(ToolRestartTest.post(client, stream.turnId(), callId, "sunny"), callId);
  }
}
