package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.relay.server.HttpTimeouts;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The HTTP timeouts of a server, all short except the idle timeout. */
final class HttpTimeoutTest {

  @RegisterExtension
  static final ServerFixture SERVER =
      new ServerFixture(
          new HttpTimeouts(
              Duration.ofMillis(600),
              Duration.ofMillis(400),
              Duration.ofMinutes(2),
              Duration.ofMillis(100),
              Duration.ofMillis(500)));

  private final Client client = SERVER.client();

  @Test
  void sendsAKeepAliveAfterSilence() throws IOException {
    ChatCall call = ChatCall.thinking("Are you there?").profile(TestProfiles.CANCELS_ON_DISCONNECT);
    try (RawConnection connection = client.connect().chat(call)) {
      InputStream body = connection.body(connection.readHead());
      StringBuilder seen = new StringBuilder();
      while (!seen.toString().endsWith(": keep-alive\n\n: keep-alive\n\n")) {
        int next = body.read();
        assertThat(next).isNotNegative();
        seen.append((char) next);
      }
      assertThat(seen).startsWith("id: 1\n");
    }
  }

  @Test
  void timesOutAMissingBody() throws IOException {
    try (RawConnection connection = client.connect()) {
      connection.send(RawConnection.CHAT + "Content-Length: 20\r\n\r\n{");

      Reply refusal = connection.read();

      assertThat(refusal.status()).isEqualTo(408);
      assertThat(refusal.json().path("action").asText()).isEqualTo("retry");
    }
  }

  /** The client is never silent, so an idle timeout alone would never fire. */
  @Test
  void closesAConnectionThatSendsItsHeadByteByByte() throws IOException {
    try (RawConnection connection = client.connect()) {
      connection.send("GET /healthz HTTP/1.1\r\nX-Long: ");

      ServerFixture.awaitTrue(() -> isClosed(connection));
    }
  }

  private static boolean isClosed(RawConnection connection) throws IOException {
    try {
      connection.send("x");
      return false;
    } catch (SocketException _) {
      return true;
    }
  }

  @Test
  void keepsAConnectionInUse() throws IOException {
    try (RawConnection connection = client.connect()) {
      long end = System.nanoTime() + Duration.ofMillis(1500).toNanos();
      while (System.nanoTime() < end) {
        assertThat(connection.get("/healthz").read().status()).isEqualTo(200);
      }
    }
  }

  /** More data of an ended turn than the kernels at both ends buffer. */
  @Test
  void closesAStalledReaderOfAnEndedTurn() throws IOException {
    EventStream stream =
        client.ask(
            ChatCall.of("Write a lot")
                .model(SimulatedModels.FLOODING)
                .profile(TestProfiles.LONG_AND_CANCELS_ON_DISCONNECT));
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

  /** A closed connection answers further data with a reset. */
  private static boolean isReset(Socket socket) {
    try {
      socket.getOutputStream().write('\n');
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  @Test
  void closesAStalledReader() throws IOException {
    ChatCall call =
        ChatCall.of("Write without end")
            .model(SimulatedModels.FLOODING)
            .profile(TestProfiles.LONG_AND_CANCELS_ON_DISCONNECT);
    byte[] body = call.body().getBytes(StandardCharsets.UTF_8);
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.connect(
          new InetSocketAddress(
              SERVER.firstword().uri().getHost(), SERVER.firstword().uri().getPort()));
      socket
          .getOutputStream()
          .write(
              (RawConnection.CHAT + "Content-Length: " + body.length + "\r\n\r\n")
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
