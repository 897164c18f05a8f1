package dev.firstword.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Checks that the server keeps answering after an invalid request, and logs no alarm. */
@SuppressWarnings("NullAway.Init") // the log is captured before each test
final class InvalidRequestChecks implements BeforeEachCallback, AfterEachCallback {

  private final AtomicInteger questions = new AtomicInteger();
  private LogCapture log;

  @Override
  public void beforeEach(ExtensionContext context) {
    log = LogCapture.open();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    log.close();
    assertThat(log.alarms()).isEmpty();
  }

  /** A question that was not asked before. */
  byte[] validBody() {
    return ChatCall.of("Good question " + questions.incrementAndGet()).body().getBytes(UTF_8);
  }

  /** The connection serves the next request. */
  void assertAnswers(RawConnection connection) throws IOException {
    assertThat(EventStream.read(connection.chat(validBody())).awaitEnd().ending().type())
        .isEqualTo("done");
  }
}
