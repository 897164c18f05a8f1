package dev.firstword.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.conversation.ConversationStore;
import dev.firstword.conversation.Message;
import dev.firstword.identity.Caller;
import dev.firstword.turn.StoredTurn;
import dev.firstword.turn.TurnIdentity;
import dev.firstword.turn.TurnLog.View;
import dev.firstword.turn.TurnState;
import dev.firstword.turn.TurnStore;
import dev.firstword.turn.TurnStore.BeginOutcome;
import dev.firstword.turn.TurnStore.End;
import dev.firstword.turn.TurnStore.NewTurn;
import dev.firstword.turn.TurnStore.Once;
import dev.firstword.turn.TurnStore.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every store of turns and conversations promises, whatever it is made of. */
abstract class TurnStoreContract {

  private static final Caller ADA = new Caller("acme", "ada");
  private static final Caller BOB = new Caller("acme", "bob");
  private static final Caller EVE = new Caller("other", "ada");

  abstract TurnStore turns();

  abstract ConversationStore conversations();

  @Test
  void keepsTheMessageAndThePlaceOfTheAnswer() {
    TurnIdentity turn = begin(1, "conv_1", true, "Hello there");

    List<Message> messages = page("conv_1", null, 10).messages();

    assertThat(messages)
        .containsExactly(
            new Message(
                turn.userMessageId(),
                1,
                Message.Author.USER,
                "Hello there",
                Message.State.COMPLETE,
                1000,
                turn.turnId()),
            new Message(
                turn.assistantMessageId(),
                2,
                Message.Author.ASSISTANT,
                "",
                Message.State.PENDING,
                1000,
                turn.turnId()));
    assertThat(page("conv_1", null, 10).activeTurn()).isEqualTo(turn.turnId());
  }

  @Test
  void keepsALogInPiecesAndGivesItBackWhole() {
    TurnIdentity turn = begin(1, "conv_1", true, "Hello");

    turns().save(List.of(progress(turn, 0, "id: 1\ndata: {\"a\":1}\n\n", null)));
    turns().save(List.of(progress(turn, 21, "id: 2\ndata: {\"b\":2}\n\n", end("Hi."))));

    StoredTurn stored = turns().find(ADA, turn.turnId()).orElseThrow();
    assertThat(shown(stored.log().view()))
        .isEqualTo("id: 1\ndata: {\"a\":1}\n\nid: 2\ndata: {\"b\":2}\n\n");
    assertThat(stored.state()).isEqualTo(TurnState.DONE);
    assertThat(stored.identity()).isEqualTo(turn);
    assertThat(page("conv_1", null, 10).messages().getLast().text()).isEqualTo("Hi.");
    assertThat(page("conv_1", null, 10).activeTurn()).isNull();
  }

  @Test
  void namesTheTurnsThatHaveNotEnded() {
    TurnIdentity open = begin(1, "conv_1", true, "Hello");
    TurnIdentity ended = begin(2, "conv_2", true, "Hello");
    turns().save(List.of(progress(ended, 0, "id: 1\ndata: {}\n\n", end("Hi."))));

    assertThat(turns().unfinished()).extracting(turn -> turn.identity()).containsExactly(open);
  }

  @Test
  void oneKeyBeginsOneTurn() {
    Once once = new Once("key", "digest");

    assertThat(turns().begin(newTurn(identity(1, "conv_1", ADA), true, once)))
        .isEqualTo(new BeginOutcome.Begun());
    assertThat(turns().begin(newTurn(identity(2, "conv_2", ADA), true, once)))
        .isEqualTo(new BeginOutcome.SameAs("turn_1"));
    assertThat(turns().begin(newTurn(identity(3, "conv_3", ADA), true, new Once("key", "other"))))
        .isEqualTo(new BeginOutcome.KeyReused());
    assertThat(turns().begin(newTurn(identity(4, "conv_4", EVE), true, once)))
        .isEqualTo(new BeginOutcome.Begun());
    assertThat(conversations().exists(ADA, "conv_2")).isFalse();
  }

  @Test
  void aTurnNeedsItsConversation() {
    assertThat(turns().begin(newTurn(identity(1, "conv_none", ADA), false, null)))
        .isEqualTo(new BeginOutcome.NoConversation());
  }

  @Test
  void nobodySeesWhatIsAnothersOwn() {
    TurnIdentity turn = begin(1, "conv_1", true, "Hello");

    for (Caller stranger : List.of(BOB, EVE)) {
      assertThat(turns().find(stranger, turn.turnId())).isEmpty();
      assertThat(conversations().exists(stranger, "conv_1")).isFalse();
      assertThat(conversations().page(stranger, "conv_1", null, 10)).isEmpty();
      assertThat(conversations().list(stranger, 10)).isEmpty();
      assertThat(conversations().delete(stranger, "conv_1")).isFalse();
      assertThat(turns().begin(newTurn(identity(9, "conv_1", stranger), false, null)))
          .isEqualTo(new BeginOutcome.NoConversation());
    }
    assertThat(conversations().exists(ADA, "conv_1")).isTrue();
  }

  @Test
  void pagesBackFromTheNewestMessage() {
    begin(1, "conv_1", true, "one");
    begin(2, "conv_1", false, "two");
    begin(3, "conv_1", false, "three");

    ConversationStore.Page newest = page("conv_1", null, 4);
    ConversationStore.Page older = page("conv_1", newest.nextBefore(), 4);

    assertThat(newest.messages()).extracting(Message::position).containsExactly(3L, 4L, 5L, 6L);
    assertThat(older.messages()).extracting(Message::position).containsExactly(1L, 2L);
    assertThat(older.nextBefore()).isNull();
    assertThat(conversations().page(ADA, "conv_1", "msg_nobody", 4)).isEmpty();
  }

  @Test
  void listsTheNewestActivityFirst() {
    begin(1, "conv_1", true, "first\nwith more lines");
    begin(2, "conv_2", true, "second");
    begin(3, "conv_1", false, "again");

    assertThat(conversations().list(ADA, 10))
        .extracting(conversation -> conversation.id() + " " + conversation.title())
        .containsExactly("conv_1 first", "conv_2 second");
  }

  @Test
  void deletesAConversationWithAllThatIsInIt() {
    TurnIdentity turn = begin(1, "conv_1", true, "Hello");

    assertThat(conversations().delete(ADA, "conv_1")).isTrue();
    turns().save(List.of(progress(turn, 0, "id: 1\ndata: {}\n\n", end("late"))));

    assertThat(turns().find(ADA, turn.turnId())).isEmpty();
    assertThat(conversations().list(ADA, 10)).isEmpty();
    assertThat(turns().unfinished()).isEmpty();
  }

  @Test
  void manyAtOnceLoseNothing() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<BeginOutcome>> outcomes = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        TurnIdentity identity = identity(i, "conv_" + i, ADA);
        outcomes.add(threads.submit(() -> turns().begin(newTurn(identity, true, null))));
      }
      for (Future<BeginOutcome> outcome : outcomes) {
        assertThat(outcome.get()).isEqualTo(new BeginOutcome.Begun());
      }
    }

    assertThat(turns().unfinished()).hasSize(500);
  }

  private TurnIdentity begin(int number, String conversation, boolean isNew, String message) {
    TurnIdentity identity = identity(number, conversation, ADA);
    NewTurn turn = new NewTurn(identity, "chat", isNew, message, null, number * 1000L);
    assertThat(turns().begin(turn)).isEqualTo(new BeginOutcome.Begun());
    return identity;
  }

  private static TurnIdentity identity(int number, String conversation, Caller caller) {
    return new TurnIdentity(
        "turn_" + number, conversation, "msg_u" + number, "msg_a" + number, caller);
  }

  private static NewTurn newTurn(TurnIdentity identity, boolean isNew, @Nullable Once once) {
    return new NewTurn(identity, "chat", isNew, "Hello", once, 1000);
  }

  private static Progress progress(
      TurnIdentity turn, long offset, String bytes, @Nullable End end) {
    return new Progress(turn, offset, bytes.getBytes(UTF_8), end);
  }

  private static End end(String text) {
    return new End(TurnState.DONE, Message.State.COMPLETE, text, 9000);
  }

  private ConversationStore.Page page(String conversation, @Nullable String before, int limit) {
    return conversations().page(ADA, conversation, before, limit).orElseThrow();
  }

  private static String shown(View view) {
    return new String(view.bytes(), 0, view.length(), UTF_8);
  }
}
