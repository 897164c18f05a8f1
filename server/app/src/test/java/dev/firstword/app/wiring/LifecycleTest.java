package dev.firstword.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LifecycleTest {

  private final Lifecycle lifecycle = new Lifecycle();
  private final List<String> log = new ArrayList<>();

  @Test
  void stopsThenClosesTheLastFirst() {
    lifecycle.onStop("turns", () -> log.add("stop turns"));
    lifecycle.onClose("store", () -> log.add("close store"));
    lifecycle.onStop("jobs", () -> log.add("stop jobs"));
    lifecycle.add("server", () -> log.add("close server"));

    lifecycle.close();

    assertThat(log).containsExactly("stop jobs", "stop turns", "close server", "close store");
  }

  @Test
  void closesTheOthersWhenOneFails() {
    lifecycle.onClose("store", () -> log.add("close store"));
    lifecycle.onClose("bus", () -> fail("gone"));
    lifecycle.onStop("turns", () -> fail("busy"));

    assertThatIllegalStateException()
        .isThrownBy(lifecycle::close)
        .withMessage("did not stop: turns, bus")
        .satisfies(e ->
            assertThat(e.getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactly("busy", "gone"));
    assertThat(log).containsExactly("close store");
  }

  @Test
  void closesOnce() {
    lifecycle.onClose("store", () -> log.add("close store"));

    lifecycle.close();
    lifecycle.close();

    assertThat(log).containsExactly("close store");
  }

  @Test
  void closesTheRestWhenInterrupted() {
    lifecycle.onClose("store", () -> log.add("close store"));
    lifecycle.onStop(
        "turns",
        () -> {
          throw new InterruptedException();
        });

    lifecycle.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(log).containsExactly("close store");
  }

  @Test
  void addsWhatFailsInClosingToTheFailureOfAStart() {
    lifecycle.onClose("bus", () -> fail("gone"));
    RuntimeException failure = new IllegalStateException("the port is in use");

    lifecycle.closeAfter(failure);

    assertThat(failure.getSuppressed())
        .singleElement()
        .satisfies(e -> assertThat(e).hasMessage("did not stop: bus"));
  }

  private static void fail(String message) throws IOException {
    throw new IOException(message);
  }
}
