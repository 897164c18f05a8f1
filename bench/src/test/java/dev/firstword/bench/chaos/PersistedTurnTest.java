package dev.firstword.bench.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Tests that an invalid log is detected. */
final class PersistedTurnTest {

  private static final String START = event(1, "start");

  @Test
  void acceptsAnIntactLog() {
    assertThat(turn("done", START + event(2, "text") + event(3, "done")).problem()).isEmpty();
  }

  @Test
  void acceptsAGapBeforeTheTerminalEvent() {
    assertThat(turn("failed", START + event(1_000_000, "error")).problem()).isEmpty();
  }

  @Test
  void detectsAMissingTerminalEvent() {
    assertThat(turn("streaming", START + event(2, "text")).problem())
        .contains("0 terminal events, the last event is text");
  }

  @Test
  void detectsASecondTerminalEvent() {
    assertThat(turn("failed", START + event(2, "done") + event(3, "error")).problem())
        .contains("2 terminal events, the last event is error");
  }

  @Test
  void detectsAnEventAfterTheTerminalEvent() {
    assertThat(turn("done", START + event(2, "done") + event(3, "text")).problem())
        .contains("1 terminal events, the last event is text");
  }

  @Test
  void detectsIdsThatDoNotIncrease() {
    assertThat(turn("done", START + event(3, "text") + event(3, "done")).problem())
        .contains("event 3 follows event 3");
  }

  @Test
  void detectsAMissingStart() {
    assertThat(turn("done", event(2, "text") + event(3, "done")).problem())
        .contains("its log does not begin with start as event 1");
  }

  @Test
  void detectsATruncatedLog() {
    String whole = START + event(2, "done");

    assertThat(turn("done", whole.substring(0, whole.length() - 1)).problem())
        .contains("its log is cut");
    assertThat(turn("done", whole.substring(0, whole.length() - 9)).problem())
        .contains("its log is cut");
  }

  @Test
  void detectsAStateThatContradictsTheTerminalEvent() {
    assertThat(turn("done", START + event(2, "error")).problem())
        .contains("its state is done, its last event error");
  }

  static PersistedTurn turn(String state, String log) {
    return PersistedTurn.of("turn_1", "conv_1", "msg_1", "msg_2", state, true, log.getBytes(UTF_8));
  }

  private static String event(long id, String type) {
    return "id: " + id + "\ndata: {\"type\":\"" + type + "\"}\n\n";
  }
}
