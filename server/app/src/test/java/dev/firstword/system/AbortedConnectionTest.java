package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections that never complete a request do not affect other clients. */
final class AbortedConnectionTest {

  private static final String HEAD = RawConnection.CHAT + "Content-Length: 20\r\n\r\n";

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @Test
  void survivesConnectionsResetDuringAHead() throws IOException {
    try (LogCapture log = LogCapture.open()) {
      for (int sent = 0; sent < HEAD.length(); sent++) {
        try (RawConnection connection = client.connect()) {
          connection.send(HEAD.substring(0, sent)).reset();
        }
      }

      Transcript answer = client.answer(ChatCall.of("Hello, after the broken ones"));

      assertThat(answer.ending().type()).isEqualTo("done");
      assertThat(SERVER.calls().calls()).isEqualTo(1);
      assertThat(log.alarms()).isEmpty();
    }
  }

  @Test
  void survivesStalledConnections() throws IOException {
    List<RawConnection> halves = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      halves.add(client.connect().send(HEAD.substring(0, i % HEAD.length())));
    }

    Transcript answer = client.answer(ChatCall.of("Hello, alongside the silent ones"));

    assertThat(answer.ending().type()).isEqualTo("done");
    for (RawConnection half : halves) {
      half.close();
    }
  }
}
