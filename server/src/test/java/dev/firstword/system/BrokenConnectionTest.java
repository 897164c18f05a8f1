package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections that never become a request cost nobody else an answer. */
final class BrokenConnectionTest {

  private static final String HEAD = Connection.CHAT + "Content-Length: 20\r\n\r\n";

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @Test
  void answersOthersAfterConnectionsThatBreakAnywhereInAHead() throws IOException {
    try (LogCapture log = LogCapture.open()) {
      for (int sent = 0; sent < HEAD.length(); sent++) {
        try (Connection connection = client.connect()) {
          connection.send(HEAD.substring(0, sent)).reset();
        }
      }

      Transcript answer = client.answer(Ask.of("Hello, after the broken ones"));

      assertThat(answer.ending().type()).isEqualTo("done");
      assertThat(SERVER.calls().calls()).isEqualTo(1);
      assertThat(log.alarms()).isEmpty();
    }
  }

  @Test
  void answersOthersBesideConnectionsThatSendNothingMore() throws IOException {
    List<Connection> halves = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      halves.add(client.connect().send(HEAD.substring(0, i % HEAD.length())));
    }

    Transcript answer = client.answer(Ask.of("Hello, beside the silent ones"));

    assertThat(answer.ending().type()).isEqualTo("done");
    for (Connection half : halves) {
      half.close();
    }
  }
}
