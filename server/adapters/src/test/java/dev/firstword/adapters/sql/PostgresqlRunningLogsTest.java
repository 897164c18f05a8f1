package dev.firstword.adapters.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.conversation.Message;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.core.turn.store.TurnStore.End;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import dev.firstword.core.turn.store.TurnStore.Progress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class PostgresqlRunningLogsTest {

  private static final Caller ADA = new Caller("acme", "ada");
  private static final Caller BOB = new Caller("acme", "bob");
  private static final String NODE = "node_1";
  private static final String FIRST = "id: 1\ndata: {}\n\n";
  private static final String SECOND = "id: 2\ndata: {}\n\n";

  private PostgresqlStorage storage;

  @BeforeEach
  void open() {
    storage = PostgresqlStorage.open(PostgresqlTestServer.startOrReuse().freshDatabase());
  }

  @AfterEach
  void close() {
    storage.close();
  }

  @Test
  void writesWhatAllTurnsAddAsOneRow() {
    TurnIdentity first = begin(1, ADA);
    TurnIdentity second = begin(2, BOB);

    storage.turns().save(NODE, List.of(progress(first, FIRST), progress(second, FIRST + SECOND)));

    assertThat(count("turn_batches")).isOne();
    assertThat(count("turn_chunks")).isZero();
    assertThat(log(first)).isEqualTo(FIRST);
    assertThat(log(second)).isEqualTo(FIRST + SECOND);
  }

  @Test
  void writesTheTurnsOfTheNodeIfAnotherOneIsLost() {
    TurnIdentity mine = begin(1, ADA);
    TurnIdentity elsewhere = begin(2, BOB);
    storage.turns().renewLease("node_2", Duration.ofMinutes(1));

    storage.turns().save(NODE, List.of(progress(mine, FIRST), progress(elsewhere, FIRST)));
    moveTo("node_2", elsewhere);
    var lost =
        storage
            .turns()
            .save(
                NODE,
                List.of(progress(mine, FIRST.length(), SECOND), progress(elsewhere, 99, SECOND)));

    assertThat(lost).containsExactly(elsewhere.turnId());
    assertThat(log(mine)).isEqualTo(FIRST + SECOND);
  }

  private void moveTo(String node, TurnIdentity turn) {
    storage
        .database()
        .commit(handle ->
            handle.execute("UPDATE turns SET node = ? WHERE id = ?", node, turn.turnId()));
  }

  @Test
  void movesWhatRunningTurnsNeedOfOldBatches() {
    TurnStore turns = turnsThatMove(Duration.ZERO);
    TurnIdentity ended = begin(1, ADA);
    TurnIdentity running = begin(2, BOB);

    storage.turns().save(NODE, List.of(progress(ended, FIRST), progress(running, FIRST)));
    storage.turns().save(NODE, List.of(end(ended, FIRST)));
    turns.save(NODE, List.of(progress(running, FIRST.length(), SECOND)));

    assertThat(count("turn_batches")).isZero();
    assertThat(count("turn_chunks")).isOne();
    assertThat(log(running)).isEqualTo(FIRST + SECOND);
    assertThat(log(ended)).isEqualTo(FIRST);
    turns.save(NODE, List.of(end(running, FIRST + SECOND)));
    assertThat(count("turn_chunks")).isZero();
  }

  @Test
  void readsOnceWhatWasSavedAgainAfterItWasMoved() {
    TurnStore turns = turnsThatMove(Duration.ZERO);
    TurnIdentity turn = begin(1, ADA);
    turns.save(NODE, List.of(progress(turn, FIRST)));

    storage.turns().save(NODE, List.of(progress(turn, FIRST)));
    storage.turns().save(NODE, List.of(progress(turn, FIRST.length(), SECOND)));
    assertThat(log(turn)).isEqualTo(FIRST + SECOND);
    turns.save(NODE, List.of(progress(turn, FIRST.length(), SECOND)));

    assertThat(count("turn_batches")).isZero();
    assertThat(log(turn)).isEqualTo(FIRST + SECOND);
  }

  @Test
  void keepsYoungBatches() {
    TurnStore turns = turnsThatMove(Duration.ofMinutes(1));
    TurnIdentity turn = begin(1, ADA);

    turns.save(NODE, List.of(progress(turn, FIRST)));
    turns.save(NODE, List.of(progress(turn, FIRST.length(), SECOND)));

    assertThat(count("turn_batches")).isEqualTo(2);
  }

  @Test
  void deletesAllBatchesWhenNoTurnRuns() {
    TurnIdentity first = begin(1, ADA);
    TurnIdentity second = begin(2, BOB);
    storage.turns().save(NODE, List.of(progress(first, FIRST), progress(second, FIRST)));

    storage.turns().save(NODE, List.of(end(first, FIRST)));
    assertThat(count("turn_batches")).isOne();
    storage.turns().save(NODE, List.of(end(second, FIRST)));

    assertThat(count("turn_batches")).isZero();
  }

  @Test
  void takesOverWhatADeadNodeHasWritten() {
    TurnIdentity first = begin(1, ADA);
    TurnIdentity second = begin(2, BOB);
    TurnIdentity ended = begin(3, BOB);
    storage
        .turns()
        .save(
            NODE, List.of(progress(first, FIRST), progress(second, FIRST), progress(ended, FIRST)));
    storage.turns().save(NODE, List.of(progress(second, FIRST.length(), SECOND)));
    storage.turns().save(NODE, List.of(end(ended, FIRST)));

    List<StoredTurn> adopted = storage.turns().adoptAbandoned("node_2");

    assertThat(adopted)
        .extracting(turn -> new String(turn.log().view().toBytes(), UTF_8))
        .containsExactlyInAnyOrder(FIRST, FIRST + SECOND);
    assertThat(count("turn_batches")).isZero();
    assertThat(count("turn_chunks")).isEqualTo(2);
    storage.turns().save("node_2", List.of(progress(first, FIRST.length(), SECOND)));
    assertThat(log(first)).isEqualTo(FIRST + SECOND);
  }

  @Test
  void deletesAConversationFromBatchesThatOthersNeed() {
    TurnIdentity kept = begin(1, ADA);
    TurnIdentity deleted = begin(2, BOB);
    storage.turns().save(NODE, List.of(progress(kept, FIRST), progress(deleted, FIRST)));
    storage.turns().save(NODE, List.of(progress(deleted, FIRST.length(), SECOND)));
    assertThat(batchesWith(deleted)).isEqualTo(2);

    assertThat(storage.conversations().delete(BOB, deleted.conversationId())).isTrue();

    assertThat(batchesWith(deleted)).isZero();
    assertThat(count("turn_batches")).isOne();
    assertThat(log(kept)).isEqualTo(FIRST);
  }

  @Test
  void deletesWhatStoppedNodesHaveLeft() {
    TurnIdentity running = begin(1, ADA);
    storage.turns().save(NODE, List.of(progress(running, FIRST)));
    storage.turns().renewLease("node_alive", Duration.ofMinutes(1));
    for (String node : List.of("node_gone", "node_alive")) {
      storage
          .database()
          .commit(handle ->
              handle.execute(
                  "INSERT INTO turn_batches VALUES (?, 1, '{1}', ?)", node, new byte[] {1}));
    }

    storage.turns().deleteExpiredKeys(0);

    List<String> nodes =
        storage
            .database()
            .read(handle ->
                handle
                    .select("SELECT node FROM turn_batches ORDER BY node")
                    .mapTo(String.class)
                    .list());
    assertThat(nodes).containsExactly(NODE, "node_alive");
  }

  private TurnStore turnsThatMove(Duration maxAge) {
    return new SqlTurnStore(
        storage.database(), new PostgresqlRunningLogs(storage.database(), maxAge));
  }

  private TurnIdentity begin(int number, Caller caller) {
    TurnIdentity turn =
        new TurnIdentity(
            "turn_" + number, "conv_" + number, "msg_u" + number, "msg_a" + number, caller);
    storage.turns().insert(NewTurn.of(turn, "chat", true, "Hello", NODE, 1));
    return turn;
  }

  private int count(String table) {
    return storage
        .database()
        .read(handle -> handle.select("SELECT count(*) FROM " + table).mapTo(Integer.class).one());
  }

  private long batchesWith(TurnIdentity turn) {
    return storage
        .database()
        .read(handle ->
            handle.select("SELECT bytes FROM turn_batches").mapTo(byte[].class).list().stream()
                .map(TurnBatch::decode)
                .filter(batch -> List.of(batch.turnIds()).contains(turn.turnId()))
                .count());
  }

  private String log(TurnIdentity turn) {
    StoredTurn stored = storage.turns().find(turn.caller(), turn.turnId()).orElseThrow();
    return new String(stored.log().view().toBytes(), UTF_8);
  }

  private static Progress progress(TurnIdentity turn, String text) {
    return progress(turn, 0, text);
  }

  private static Progress progress(TurnIdentity turn, long offset, String text) {
    return new Progress(turn, offset, text.getBytes(UTF_8), TurnState.STREAMING, null);
  }

  private static Progress end(TurnIdentity turn, String text) {
    End end = new End(Message.State.COMPLETE, "Hi.", List.of(), 9);
    return new Progress(turn, 0, text.getBytes(UTF_8), TurnState.DONE, end);
  }
}
