package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.http.HttpTimes;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that keeps a connection which nobody uses for half a second. */
final class IdleTest {

  @RegisterExtension
  static final ServerFixture SERVER =
      new ServerFixture(
          new HttpTimes(
              Duration.ofSeconds(20),
              Duration.ofSeconds(20),
              Duration.ofMillis(500),
              Duration.ofMillis(100),
              Duration.ofSeconds(30)));

  private final Client client = SERVER.client();

  @Test
  void closesAConnectionThatNobodyUses() throws IOException {
    try (Connection connection = client.connect()) {
      assertThat(connection.get("/healthz").read().status()).isEqualTo(200);

      assertThat(connection.isClosedByServer()).isTrue();
    }
  }

  @Test
  void keepsAConnectionWhoseAnswerGoesOn() throws IOException {
    assertIsKept(Ask.thinking("Are you there?"), "a keep-alive");
  }

  /** Its text never lets it be silent for long enough to be sent a comment. */
  @Test
  void keepsAConnectionThatIsWrittenToAllTheTime() throws IOException {
    assertIsKept(Ask.writing("Do you go on?"), "a piece of text");
  }

  /** For three times as long as it may be idle. */
  private void assertIsKept(Ask ask, String what) throws IOException {
    try (Connection connection =
        client.connect().chat(ask.profile(TestProfiles.UNREAD_ENDS_AT_ONCE))) {
      connection.readHead();
      long end = System.nanoTime() + Duration.ofMillis(1500).toNanos();
      while (System.nanoTime() < end) {
        assertThat(connection.readChunk()).as(what).isNotNull();
      }
    }
  }
}
