package dev.firstword.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.core.turn.store.TurnStore.DuplicateCriteria;
import dev.firstword.core.turn.store.TurnStore.IdempotencyKey;
import dev.firstword.core.turn.store.TurnStore.InsertOutcome;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** The contract of deduplicating turns and limiting active turns. */
abstract class TurnDeduplicationContract extends StoresFixture {

  @Test
  void deduplicatesTheSameMessageWithoutAKey() {
    InsertOutcome first = turns().insert(messageTurn(1, "conv_1", true, 5_000));
    InsertOutcome soonAfter = turns().insert(messageTurn(2, "conv_1", false, 6_999));
    InsertOutcome later = turns().insert(messageTurn(3, "conv_1", false, 7_000));

    assertThat(first).isEqualTo(new InsertOutcome.Inserted(1));
    assertThat(soonAfter).isEqualTo(new InsertOutcome.Duplicate("turn_1"));
    assertThat(later).isEqualTo(new InsertOutcome.Inserted(3));
  }

  @Test
  void deduplicatesAgainstAnActiveTurnHoweverOld() {
    turns().insert(messageTurn(1, "conv_1", true, 5_000));
    NewTurn muchLater = messageTurn(2, "conv_1", false, 500_000);
    DuplicateCriteria same = new DuplicateCriteria("digest", true, 498_000);

    assertThat(turns().insert(muchLater.withDeduplication(null, same)))
        .isEqualTo(new InsertOutcome.Duplicate("turn_1"));
  }

  private NewTurn messageTurn(int number, String conversation, boolean isNew, long nowMs) {
    TurnIdentity identity = identity(number, conversation, ADA);
    return NewTurn.of(identity, "chat", isNew, "Hello", NODE, nowMs)
        .withDeduplication(null, new DuplicateCriteria("digest", false, nowMs - 2_000));
  }

  @Test
  void limitsActiveTurnsPerUser() {
    begin(1, "conv_1", true, "Hello");
    NewTurn job =
        newTurn(identity(2, "conv_2", ADA), true, null).withOriginAndLimit(TurnOrigin.JOB, 2);
    assertThat(turns().insert(job)).isEqualTo(new InsertOutcome.Inserted(1));
    NewTurn second =
        newTurn(identity(3, "conv_3", ADA), true, null).withOriginAndLimit(TurnOrigin.LIVE, 2);
    assertThat(turns().insert(second)).isEqualTo(new InsertOutcome.Inserted(1));

    NewTurn third =
        newTurn(identity(4, "conv_4", ADA), true, null).withOriginAndLimit(TurnOrigin.LIVE, 2);
    NewTurn others =
        newTurn(identity(5, "conv_5", BOB), true, null).withOriginAndLimit(TurnOrigin.LIVE, 2);

    assertThat(turns().insert(third)).isEqualTo(new InsertOutcome.TooManyActive());
    assertThat(turns().insert(others)).isEqualTo(new InsertOutcome.Inserted(1));
  }

  @Test
  void oneOfManyConcurrentRequestsWithOneKeyBegins() throws Exception {
    assertOneBegins(number ->
        newTurn(
            identity(number, "conv_" + number, ADA), true, new IdempotencyKey("key", "digest")));
  }

  @Test
  void oneOfManyConcurrentRequestsWithOneMessageBegins() throws Exception {
    assertOneBegins(number -> messageTurn(number, "conv_" + number, true, 5_000));
  }

  @Test
  void oneOfManyConcurrentTurnsCreatesTheirConversation() throws Exception {
    List<InsertOutcome> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<InsertOutcome>> begun = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        NewTurn turn =
            newTurn(identity(i, "conv_1", ADA), false, null).creatingConversationIfAbsent();
        begun.add(threads.submit(() -> turns().insert(turn)));
      }
      for (Future<InsertOutcome> one : begun) {
        outcomes.add(one.get());
      }
    }

    assertThat(outcomes).hasSize(20).allMatch(InsertOutcome.Inserted.class::isInstance);
    assertThat(outcomes).doesNotHaveDuplicates();
    assertThat(conversations().list(ADA, 10)).hasSize(1);
  }

  @Test
  void aTurnThatMayCreateItsConversationGetsNobodyElses() {
    begin(1, "conv_1", true, "Hello");

    NewTurn strangers =
        newTurn(identity(2, "conv_1", EVE), false, null).creatingConversationIfAbsent();

    assertThat(turns().insert(strangers)).isEqualTo(new InsertOutcome.ConversationNotFound());
  }

  private void assertOneBegins(IntFunction<NewTurn> request) throws Exception {
    List<InsertOutcome> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<InsertOutcome>> begun = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        NewTurn turn = request.apply(i);
        begun.add(threads.submit(() -> turns().insert(turn)));
      }
      for (Future<InsertOutcome> one : begun) {
        outcomes.add(one.get());
      }
    }

    List<StoredTurn> kept = turns().adoptAbandoned("node_2");
    assertThat(kept).hasSize(1);
    String turnId = kept.getFirst().identity().turnId();
    assertThat(outcomes).filteredOn(InsertOutcome.Inserted.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(new InsertOutcome.Duplicate(turnId)::equals).hasSize(99);
  }

  @Test
  void oneKeyBeginsOneTurn() {
    IdempotencyKey once = new IdempotencyKey("key", "digest");

    assertThat(turns().insert(newTurn(identity(1, "conv_1", ADA), true, once)))
        .isEqualTo(new InsertOutcome.Inserted(1));
    assertThat(turns().insert(newTurn(identity(2, "conv_2", ADA), true, once)))
        .isEqualTo(new InsertOutcome.Duplicate("turn_1"));
    assertThat(
            turns()
                .insert(
                    newTurn(identity(3, "conv_3", ADA), true, new IdempotencyKey("key", "other"))))
        .isEqualTo(new InsertOutcome.KeyReused());
    assertThat(turns().insert(newTurn(identity(4, "conv_4", EVE), true, once)))
        .isEqualTo(new InsertOutcome.Inserted(1));
    assertThat(conversations().exists(ADA, "conv_2")).isFalse();
  }

  @Test
  void findsADuplicateWithoutStoringAnything() {
    IdempotencyKey once = new IdempotencyKey("key", "digest");
    NewTurn again = newTurn(identity(2, "conv_2", ADA), true, once);
    assertThat(turns().findDuplicate(again)).isEmpty();
    turns().insert(newTurn(identity(1, "conv_1", ADA), true, once));

    assertThat(turns().findDuplicate(again)).hasValue(new InsertOutcome.Duplicate("turn_1"));
    assertThat(
            turns()
                .findDuplicate(
                    newTurn(identity(3, "conv_3", ADA), true, new IdempotencyKey("key", "other"))))
        .hasValue(new InsertOutcome.KeyReused());
    assertThat(turns().findDuplicate(newTurn(identity(4, "conv_4", ADA), true, null))).isEmpty();
    assertThat(conversations().list(ADA, 10)).hasSize(1);
  }
}
