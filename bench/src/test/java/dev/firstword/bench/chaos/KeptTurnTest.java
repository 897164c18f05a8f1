package dev.firstword.bench.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** That a log which no turn may have is noticed. */
final class KeptTurnTest {

  private static final String START = event(1, "start");

  @Test
  void findsNothingWrongWithAWholeLog() {
    assertThat(turn("done", START + event(2, "text") + event(3, "done")).problem()).isEmpty();
  }

  @Test
  void anEndMayLeapAhead() {
    assertThat(turn("failed", START + event(1_000_000, "error")).problem()).isEmpty();
  }

  @Test
  void noticesThatThereIsNoEnd() {
    assertThat(turn("streaming", START + event(2, "text")).problem())
        .contains("0 terminal events, the last event is text");
  }

  @Test
  void noticesASecondEnd() {
    assertThat(turn("failed", START + event(2, "done") + event(3, "error")).problem())
        .contains("2 terminal events, the last event is error");
  }

  @Test
  void noticesAnEventBehindTheEnd() {
    assertThat(turn("done", START + event(2, "done") + event(3, "text")).problem())
        .contains("1 terminal events, the last event is text");
  }

  @Test
  void noticesNumbersThatDoNotRise() {
    assertThat(turn("done", START + event(3, "text") + event(3, "done")).problem())
        .contains("event 3 follows event 3");
  }

  @Test
  void noticesAMissingStart() {
    assertThat(turn("done", event(2, "text") + event(3, "done")).problem())
        .contains("its log does not begin with start as event 1");
  }

  @Test
  void noticesALogThatIsCut() {
    String whole = START + event(2, "done");

    assertThat(turn("done", whole.substring(0, whole.length() - 1)).problem())
        .contains("its log is cut");
    assertThat(turn("done", whole.substring(0, whole.length() - 9)).problem())
        .contains("its log is cut");
  }

  @Test
  void noticesAStateThatIsNotItsEnd() {
    assertThat(turn("done", START + event(2, "error")).problem())
        .contains("its state is done, its last event error");
  }

  static KeptTurn turn(String state, String log) {
    return KeptTurn.of("turn_1", "conv_1", "msg_1", "msg_2", state, true, log.getBytes(UTF_8));
  }

  private static String event(long id, String type) {
    return "id: " + id + "\ndata: {\"type\":\"" + type + "\"}\n\n";
  }
}
