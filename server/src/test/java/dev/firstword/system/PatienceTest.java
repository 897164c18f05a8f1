package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.http.HttpTimes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A server that waits for nobody for long, but for connections that nobody uses: what it does once
 * its patience is at an end.
 */
final class PatienceTest {

  @RegisterExtension
  static final ServerFixture SERVER =
      new ServerFixture(
          new HttpTimes(
              Duration.ofMillis(600),
              Duration.ofMillis(400),
              Duration.ofMinutes(2),
              Duration.ofMillis(100),
              Duration.ofMillis(500)));

  private final Client client = SERVER.client();

  @Test
  void sendsACommentAfterSilence() throws IOException {
    Ask ask = Ask.thinking("Are you there?").profile(TestProfiles.UNREAD_ENDS_AT_ONCE);
    try (Connection connection = client.connect().chat(ask)) {
      connection.readHead();
      StringBuilder seen = new StringBuilder();
      while (!seen.toString().endsWith(": keep-alive\n\n: keep-alive\n\n")) {
        byte[] chunk = connection.readChunk();
        assertThat(chunk).isNotNull();
        seen.append(new String(chunk, StandardCharsets.UTF_8));
      }
      assertThat(seen).startsWith("id: 1\n");
    }
  }

  @Test
  void refusesABodyThatDoesNotCome() throws IOException {
    try (Connection connection = client.connect()) {
      connection.send(Connection.CHAT + "Content-Length: 20\r\n\r\n{");

      Reply refusal = connection.read();

      assertThat(refusal.status()).isEqualTo(408);
      assertThat(refusal.json().path("action").asText()).isEqualTo("retry");
    }
  }

  /** It is never silent, so an idle time would let it go on for ever. */
  @Test
  void closesAConnectionThatSendsItsHeadByteByByte() throws IOException {
    try (Connection connection = client.connect()) {
      connection.send("GET /healthz HTTP/1.1\r\nX-Long: ");

      ServerFixture.awaitTrue(() -> isRefused(connection));
    }
  }

  private static boolean isRefused(Connection connection) throws IOException {
    try {
      connection.send("x");
      return false;
    } catch (SocketException _) {
      return true;
    }
  }

  @Test
  void keepsAConnectionThatIsUsedAgainAndAgain() throws IOException {
    try (Connection connection = client.connect()) {
      long end = System.nanoTime() + Duration.ofMillis(1500).toNanos();
      while (System.nanoTime() < end) {
        assertThat(connection.get("/healthz").read().status()).isEqualTo(200);
      }
    }
  }

  /** More than the kernels at both ends take in, of a turn that is over. */
  @Test
  void cutsOffAReaderWhoTakesNothingOfAnEndedTurn() throws IOException {
    EventStream stream =
        client.ask(
            Ask.of("Write a lot")
                .model(SimulatedModels.FLOODING)
                .profile(TestProfiles.LONG_AND_UNREAD_ENDS));
    stream.awaitText(40_000);
    client.cancel(stream.turnId());
    stream.awaitEnd();
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.connect(
          new InetSocketAddress(
              SERVER.firstword().uri().getHost(), SERVER.firstword().uri().getPort()));
      socket
          .getOutputStream()
          .write(
              ("GET /api/turns/" + stream.turnId() + "/stream HTTP/1.1\r\nHost: here\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));

      ServerFixture.awaitTrue(() -> isReset(socket));
    }
  }

  /** A connection that was thrown away answers what is written to it with a reset. */
  private static boolean isReset(Socket socket) {
    try {
      socket.getOutputStream().write('\n');
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  @Test
  void cutsOffAReaderWhoTakesNothing() throws IOException {
    Ask ask =
        Ask.of("Write without end")
            .model(SimulatedModels.FLOODING)
            .profile(TestProfiles.LONG_AND_UNREAD_ENDS);
    byte[] body = ask.body().getBytes(StandardCharsets.UTF_8);
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.connect(
          new InetSocketAddress(
              SERVER.firstword().uri().getHost(), SERVER.firstword().uri().getPort()));
      socket
          .getOutputStream()
          .write(
              (Connection.CHAT + "Content-Length: " + body.length + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(body);

      SERVER.awaitCallsClosed(1);
      assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
          .as("the rest was thrown away")
          .isInstanceOf(SocketException.class);
    }

    assertThat(SERVER.calls().finished()).isZero();
  }
}
