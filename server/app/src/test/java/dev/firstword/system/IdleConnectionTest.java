package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.relay.server.HttpTimeouts;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that closes connections after 300 ms of idleness. */
final class IdleConnectionTest {

  private static final Duration IDLE_TIMEOUT = Duration.ofMillis(300);

  @RegisterExtension
  static final ServerFixture SERVER =
      new ServerFixture(
          new HttpTimeouts(
              Duration.ofSeconds(20),
              Duration.ofSeconds(20),
              IDLE_TIMEOUT,
              Duration.ofMillis(100),
              Duration.ofSeconds(30)));

  private final Client client = SERVER.client();

  @Test
  void closesAnIdleConnection() throws IOException {
    try (RawConnection connection = client.connect()) {
      assertThat(connection.get("/healthz").read().status()).isEqualTo(200);

      assertThat(connection.isClosedByServer()).isTrue();
    }
  }

  @Test
  void keepsAConnectionWithARunningAnswer() throws IOException {
    assertStaysOpen(ChatCall.thinking("Are you there?"), "a keep-alive");
  }

  /** Its text never pauses long enough for a keep-alive comment. */
  @Test
  void keepsAConnectionThatIsConstantlyWrittenTo() throws IOException {
    assertStaysOpen(ChatCall.writing("Do you go on?"), "a piece of text");
  }

  /** Reads for three times the idle timeout. */
  private void assertStaysOpen(ChatCall call, String what) throws IOException {
    try (RawConnection connection =
        client.connect().chat(call.profile(TestProfiles.CANCELS_ON_DISCONNECT))) {
      InputStream body = connection.body(connection.readHead());
      byte[] bytes = new byte[4096];
      long end = System.nanoTime() + IDLE_TIMEOUT.multipliedBy(3).toNanos();
      while (System.nanoTime() < end) {
        assertThat(body.read(bytes)).as(what).isPositive();
      }
    }
  }
}
