package dev.firstword.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.relay.sse.ReceivedEvent;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tests the measurement of text lost in a kill. */
final class LostTextTest {

  private static final String START = "{\"type\":\"start\"}";
  private static final String ERROR = "{\"type\":\"error\"}";

  @Test
  void countsShownTextThatIsNotPersisted() {
    List<ReceivedEvent> shown =
        List.of(
            at(0, 1, START),
            at(100, 2, text("kept")),
            at(900, 3, text("lost")),
            at(1500, 4, text("too")),
            at(9000, 1_000_000, ERROR));
    PersistedTurn persisted =
        persisted(line(1, START) + line(2, text("kept")) + line(1_000_000, ERROR));

    LostText lost = LostText.of(shown, persisted, List.of(millis(2000))).orElseThrow();

    assertThat(lost.pieces()).isEqualTo(2);
    assertThat(lost.characters()).isEqualTo(7);
    assertThat(lost.spanMs()).isEqualTo(1100);
  }

  @Test
  void findsNothingLostWhenEverythingIsPersisted() {
    List<ReceivedEvent> shown =
        List.of(at(0, 1, START), at(100, 2, text("kept")), at(9000, 3, ERROR));
    PersistedTurn persisted = persisted(line(1, START) + line(2, text("kept")) + line(3, ERROR));

    assertThat(LostText.of(shown, persisted, List.of(millis(2000))).orElseThrow().spanMs())
        .isZero();
  }

  @Test
  void countsReplacedTextAsLost() {
    List<ReceivedEvent> shown = List.of(at(0, 1, START), at(100, 2, text("shown")));
    PersistedTurn persisted = persisted(line(1, START) + line(2, ERROR));

    assertThat(LostText.of(shown, persisted, List.of(millis(2000))).orElseThrow().pieces()).isOne();
  }

  @Test
  void ignoresTurnsThatHadEnded() {
    List<ReceivedEvent> shown = List.of(at(0, 1, START), at(100, 2, ERROR));

    assertThat(LostText.of(shown, persisted(line(1, START)), List.of(millis(2000)))).isEmpty();
  }

  private static PersistedTurn persisted(String log) {
    return PersistedTurnTest.turn("failed", log);
  }

  private static ReceivedEvent at(long millis, long id, String data) {
    return new ReceivedEvent(id, data, millis(millis));
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private static String line(long id, String data) {
    return "id: " + id + "\ndata: " + data + "\n\n";
  }

  private static String text(String text) {
    return "{\"type\":\"text\",\"text\":\"" + text + "\"}";
  }
}
