package dev.firstword.core.turn.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.InMemoryTurnStore;
import dev.firstword.core.turn.running.TurnListener;
import dev.firstword.core.turn.running.TurnListeners;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnBus.LogChunk;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import dev.firstword.core.turn.store.TurnStore.Progress;
import dev.firstword.relay.event.TurnEvent;
import dev.firstword.relay.event.TurnEvent.Text;
import dev.firstword.relay.log.LogContent;
import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.log.TurnLog.View;
import dev.firstword.relay.time.ManualScheduler;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TurnRecoveryTest {

  private static final Caller CALLER = new Caller("local", "local");
  private static final TurnIdentity IDENTITY =
      new TurnIdentity("turn_1", "conv_1", "msg_1", "msg_2", CALLER);

  private final InMemoryTurnStore store = new InMemoryTurnStore();
  private final List<String> notifications = new ArrayList<>();
  private final TurnListener listener =
      new TurnListener() {
        @Override
        public void onEnded(TurnIdentity identity, TurnOrigin origin, TurnEvent.Terminal event) {
          notifications.add("ended " + identity.turnId());
        }

        @Override
        public void onUnstartedAdopted(StoredTurn turn) {
          notifications.add("unstarted " + turn.identity().turnId());
        }
      };
  private TurnRecovery.Resumer resumer = (_, _) -> false;
  private final TurnRecovery recovery =
      new TurnRecovery(
          store, null, "node_2", InstantSource.fixed(Instant.ofEpochMilli(4000)), listeners());

  private TurnListeners listeners() {
    TurnListeners listeners = new TurnListeners();
    listeners.add(listener);
    return listeners;
  }

  @Test
  void endsAnInterruptedTurnAndKeepsItsText() {
    store.insertUnlimited(IDENTITY);
    storeLog(new Text("Half an "), new Text("answ"));

    recovery.run(resumer);

    StoredTurn turn = store.find(CALLER, "turn_1").orElseThrow();
    assertThat(turn.state()).isEqualTo(TurnState.FAILED);
    assertThat(LogContent.of(turn.log().view()).text()).isEqualTo("Half an answ");
    View log = turn.log().view();
    assertThat(new String(log.toBytes(), UTF_8).split("\n\n", -1)).hasSize(3 + 1);
    assertThat(new String(log.toBytes(), UTF_8))
        .contains("\"code\":\"interrupted\"", "\"action\":\"continue\"");
    TurnStore.End end = store.endOf("turn_1");
    assertThat(end).isNotNull();
    assertThat(end.text()).isEqualTo("Half an answ");
  }

  @Test
  void createsALogForATurnWithoutOne() {
    store.insertUnlimited(IDENTITY);

    recovery.run(resumer);

    View log = store.find(CALLER, "turn_1").orElseThrow().log().view();
    assertThat(new String(log.toBytes(), UTF_8))
        .contains("id: 1\ndata: {\"type\":\"start\"")
        .contains("id: 100001\ndata: {\"type\":\"error\",\"code\":\"interrupted\"")
        .contains("\"action\":\"retry\"", "\"total_ms\":4000");
  }

  /**
   * Readers may have seen more than was stored, so the end must not reuse a number that they saw.
   */
  @Test
  void numbersTheEndAboveEveryEventAReaderMayHaveSeen() {
    store.insertUnlimited(IDENTITY);
    storeLog(new Text("Half an "), new Text("answ"));

    recovery.run(resumer);

    View log = store.find(CALLER, "turn_1").orElseThrow().log().view();
    assertThat(log.lastSequence()).isEqualTo(2 + TurnRecovery.SEQUENCE_GAP);
    assertThat(textAfter(log, 57)).startsWith("id: 100002\n");
    assertThat(textAfter(log, 2)).startsWith("id: 100002\n");
    assertThat(textAfter(log, 1)).startsWith("id: 2\n");
    assertThat(textAfter(log, log.lastSequence())).isEmpty();
  }

  @Test
  void notifiesListenersOfTheEnd() {
    store.insertUnlimited(IDENTITY);

    recovery.run(resumer);

    assertThat(notifications).containsExactly("ended turn_1");
  }

  @Test
  void handsAnUnstartedJobToTheListener() {
    store.insert(
        NewTurn.of(IDENTITY, "chat", true, "Hello", "gone", 0)
            .withOriginAndLimit(TurnOrigin.JOB, Integer.MAX_VALUE));

    recovery.run(resumer);

    assertThat(notifications).containsExactly("unstarted turn_1");
    assertThat(store.find(CALLER, "turn_1").orElseThrow().state()).isEqualTo(TurnState.PREPARING);
  }

  @Test
  void leavesATurnThatGoesOn() {
    store.insertUnlimited(IDENTITY);
    storeLog(new Text("Half an "));
    List<String> resumed = new ArrayList<>();
    resumer =
        (turn, log) -> resumed.add(turn.identity().turnId() + LogContent.of(log.view()).text());

    recovery.run(resumer);

    assertThat(resumed).containsExactly("turn_1Half an ");
    assertThat(notifications).isEmpty();
    assertThat(store.endOf("turn_1")).isNull();
  }

  /** Otherwise its next events would follow others on other nodes than here. */
  @Test
  void endsATurnIfReadersElsewhereMayHaveMoreOfIt() {
    store.insertUnlimited(IDENTITY);
    InMemoryTurnBus bus = new InMemoryTurnBus(new ManualScheduler().clock());
    bus.setFailing(true);

    new TurnRecovery(store, bus, "node_2", InstantSource.system(), listeners()).run((_, _) -> true);

    assertThat(notifications).containsExactly("ended turn_1");
  }

  /** Readers on other nodes have seen it. */
  @Test
  void keepsWhatTheDeadNodeLeftOnTheBus() {
    store.insertUnlimited(IDENTITY);
    storeLog(new Text("Half an "));
    TurnLog log = new TurnLog();
    log.append(new Text("Half an "));
    log.append(new Text("answ"));
    log.publish(false);
    byte[] bytes = log.view().toBytes();
    InMemoryTurnBus bus = new InMemoryTurnBus(new ManualScheduler().clock());
    bus.publish(
        "gone",
        List.of(
            new LogChunk("turn_2", 0, "other".getBytes(UTF_8), TurnState.STREAMING, false),
            new LogChunk("turn_1", 0, bytes, TurnState.STREAMING, false)),
        Map.of());

    new TurnRecovery(store, bus, "node_2", InstantSource.system(), listeners()).run(resumer);

    StoredTurn turn = store.find(CALLER, "turn_1").orElseThrow();
    assertThat(LogContent.of(turn.log().view()).text()).isEqualTo("Half an answ");
  }

  @Test
  void endsATurnThatCannotGoOn() {
    store.insertUnlimited(IDENTITY);
    resumer =
        (_, _) -> {
          throw new IllegalStateException("planned");
        };

    recovery.run(resumer);

    assertThat(notifications).containsExactly("ended turn_1");
  }

  @Test
  void retriesWhenTheStoreWasUnavailable() {
    store.insertUnlimited(IDENTITY);
    store.failSaves(1);
    assertThatThrownBy(() -> recovery.run(resumer)).isInstanceOf(ProblemException.class);

    recovery.run(resumer);

    assertThat(notifications).containsExactly("ended turn_1");
  }

  @Test
  void ignoresEndedTurns() {
    store.insertUnlimited(IDENTITY);
    recovery.run(resumer);
    int length = store.find(CALLER, "turn_1").orElseThrow().log().view().length();

    recovery.run(resumer);

    assertThat(store.find(CALLER, "turn_1").orElseThrow().log().view().length()).isEqualTo(length);
  }

  private static String textAfter(View log, long sequence) {
    return new String(log.copy(log.offsetAfter(sequence), log.length()), UTF_8);
  }

  private void storeLog(Text... texts) {
    TurnLog log = new TurnLog();
    for (Text text : texts) {
      log.append(text);
    }
    log.publish(false);
    View view = log.view();
    store.save(
        "gone", List.of(new Progress(IDENTITY, 0, view.toBytes(), TurnState.STREAMING, null)));
  }
}
