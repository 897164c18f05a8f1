package dev.firstword.turn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.identity.Caller;
import dev.firstword.protocol.TurnEvent.Text;
import dev.firstword.turn.TurnLog.View;
import dev.firstword.turn.TurnStore.Progress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecoveryTest {

  private static final Caller CALLER = new Caller("local", "local");
  private static final TurnIdentity IDENTITY =
      new TurnIdentity("turn_1", "conv_1", "msg_1", "msg_2", CALLER);

  private final InMemoryTurnStore store = new InMemoryTurnStore();
  private final Recovery recovery =
      new Recovery(store, InstantSource.fixed(Instant.ofEpochMilli(4000)));

  @Test
  void endsAnInterruptedTurnWithTheTextItHad() {
    store.keep(IDENTITY);
    keepLog(new Text("Half an "), new Text("answ"));

    recovery.run();

    StoredTurn turn = store.find(CALLER, "turn_1").orElseThrow();
    assertThat(turn.state()).isEqualTo(TurnState.FAILED);
    assertThat(LogContent.of(turn.log().view()).text()).isEqualTo("Half an answ");
    assertThat(turn.log().view().count()).isEqualTo(3);
    TurnStore.End end = store.end("turn_1");
    assertThat(end).isNotNull();
    assertThat(end.text()).isEqualTo("Half an answ");
  }

  @Test
  void beginsTheLogOfATurnThatHadNone() {
    store.keep(IDENTITY);

    recovery.run();

    View log = store.find(CALLER, "turn_1").orElseThrow().log().view();
    assertThat(new String(log.bytes(), 0, log.length(), UTF_8))
        .contains("id: 1\ndata: {\"type\":\"start\"")
        .contains("id: 2\ndata: {\"type\":\"error\",\"code\":\"interrupted\"")
        .contains("\"action\":\"retry\"", "\"total_ms\":4000");
  }

  @Test
  void leavesEndedTurnsAlone() {
    store.keep(IDENTITY);
    recovery.run();
    int length = store.find(CALLER, "turn_1").orElseThrow().log().view().length();

    recovery.run();

    assertThat(store.find(CALLER, "turn_1").orElseThrow().log().view().length()).isEqualTo(length);
  }

  private void keepLog(Text... texts) {
    TurnLog log = new TurnLog();
    for (Text text : texts) {
      log.append(text);
    }
    log.publish(false);
    View view = log.view();
    store.save(
        List.of(new Progress(IDENTITY, 0, Arrays.copyOf(view.bytes(), view.length()), null)));
  }
}
