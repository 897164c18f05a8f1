package dev.firstword.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.turn.StoredTurn;
import dev.firstword.turn.TurnIdentity;
import dev.firstword.turn.TurnStore.BeginOutcome;
import dev.firstword.turn.TurnStore.NewTurn;
import dev.firstword.turn.TurnStore.Once;
import dev.firstword.turn.TurnStore.Origin;
import dev.firstword.turn.TurnStore.SameMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** When a turn that is asked for is one that there is already, and how many there may be. */
abstract class RepeatedTurnContract extends StoresFixture {

  @Test
  void theSameMessageWithoutAKeyIsOneTurn() {
    BeginOutcome first = turns().begin(said(1, "conv_1", true, 5_000));
    BeginOutcome soonAfter = turns().begin(said(2, "conv_1", false, 6_999));
    BeginOutcome later = turns().begin(said(3, "conv_1", false, 7_000));

    assertThat(first).isEqualTo(new BeginOutcome.Begun(1));
    assertThat(soonAfter).isEqualTo(new BeginOutcome.SameAs("turn_1"));
    assertThat(later).isEqualTo(new BeginOutcome.Begun(3));
  }

  @Test
  void aTurnUnderWayAnswersTheSameMessageHoweverLate() {
    turns().begin(said(1, "conv_1", true, 5_000));
    NewTurn muchLater = said(2, "conv_1", false, 500_000);
    SameMessage same = new SameMessage("digest", true, 498_000);

    assertThat(turns().begin(muchLater.with(null, same)))
        .isEqualTo(new BeginOutcome.SameAs("turn_1"));
  }

  private NewTurn said(int number, String conversation, boolean isNew, long nowMs) {
    TurnIdentity identity = identity(number, conversation, ADA);
    return NewTurn.of(identity, "chat", isNew, "Hello", NODE, nowMs)
        .with(null, new SameMessage("digest", false, nowMs - 2_000));
  }

  @Test
  void beginsNoMoreThanAUserMayHaveUnderWay() {
    begin(1, "conv_1", true, "Hello");
    NewTurn job = newTurn(identity(2, "conv_2", ADA), true, null).limited(Origin.JOB, 2);
    assertThat(turns().begin(job)).isEqualTo(new BeginOutcome.Begun(1));
    NewTurn second = newTurn(identity(3, "conv_3", ADA), true, null).limited(Origin.LIVE, 2);
    assertThat(turns().begin(second)).isEqualTo(new BeginOutcome.Begun(1));

    NewTurn third = newTurn(identity(4, "conv_4", ADA), true, null).limited(Origin.LIVE, 2);
    NewTurn others = newTurn(identity(5, "conv_5", BOB), true, null).limited(Origin.LIVE, 2);

    assertThat(turns().begin(third)).isEqualTo(new BeginOutcome.TooManyActive());
    assertThat(turns().begin(others)).isEqualTo(new BeginOutcome.Begun(1));
  }

  @Test
  void ofManyAtOnceWithOneKeyOneBegins() throws Exception {
    assertOneBegins(number ->
        newTurn(identity(number, "conv_" + number, ADA), true, new Once("key", "digest")));
  }

  @Test
  void ofManyAtOnceWithTheSameMessageOneBegins() throws Exception {
    assertOneBegins(number -> said(number, "conv_" + number, true, 5_000));
  }

  private void assertOneBegins(IntFunction<NewTurn> request) throws Exception {
    List<BeginOutcome> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<BeginOutcome>> begun = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        NewTurn turn = request.apply(i);
        begun.add(threads.submit(() -> turns().begin(turn)));
      }
      for (Future<BeginOutcome> one : begun) {
        outcomes.add(one.get());
      }
    }

    List<StoredTurn> kept = turns().adoptAbandoned("node_2");
    assertThat(kept).hasSize(1);
    String turnId = kept.getFirst().identity().turnId();
    assertThat(outcomes).filteredOn(BeginOutcome.Begun.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(new BeginOutcome.SameAs(turnId)::equals).hasSize(99);
  }

  @Test
  void oneKeyBeginsOneTurn() {
    Once once = new Once("key", "digest");

    assertThat(turns().begin(newTurn(identity(1, "conv_1", ADA), true, once)))
        .isEqualTo(new BeginOutcome.Begun(1));
    assertThat(turns().begin(newTurn(identity(2, "conv_2", ADA), true, once)))
        .isEqualTo(new BeginOutcome.SameAs("turn_1"));
    assertThat(turns().begin(newTurn(identity(3, "conv_3", ADA), true, new Once("key", "other"))))
        .isEqualTo(new BeginOutcome.KeyReused());
    assertThat(turns().begin(newTurn(identity(4, "conv_4", EVE), true, once)))
        .isEqualTo(new BeginOutcome.Begun(1));
    assertThat(conversations().exists(ADA, "conv_2")).isFalse();
  }

  @Test
  void tellsWhatATurnWouldBeTheSameAsAndKeepsNothing() {
    Once once = new Once("key", "digest");
    NewTurn again = newTurn(identity(2, "conv_2", ADA), true, once);
    assertThat(turns().earlier(again)).isEmpty();
    turns().begin(newTurn(identity(1, "conv_1", ADA), true, once));

    assertThat(turns().earlier(again)).hasValue(new BeginOutcome.SameAs("turn_1"));
    assertThat(turns().earlier(newTurn(identity(3, "conv_3", ADA), true, new Once("key", "other"))))
        .hasValue(new BeginOutcome.KeyReused());
    assertThat(turns().earlier(newTurn(identity(4, "conv_4", ADA), true, null))).isEmpty();
    assertThat(conversations().list(ADA, 10)).hasSize(1);
  }
}
