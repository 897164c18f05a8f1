package dev.firstword.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.conversation.AttachmentStore;
import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.conversation.Message;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.core.turn.store.TurnStore.End;
import dev.firstword.core.turn.store.TurnStore.IdempotencyKey;
import dev.firstword.core.turn.store.TurnStore.InsertOutcome;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import dev.firstword.relay.event.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stores of turns and conversations, with test data. */
abstract class StoresFixture {

  static final String NODE = "node_1";
  static final Caller ADA = new Caller("acme", "ada");
  static final Caller BOB = new Caller("acme", "bob");
  static final Caller EVE = new Caller("other", "ada");

  abstract TurnStore turns();

  abstract ConversationStore conversations();

  abstract AttachmentStore attachments();

  /** The database that all of them use. */
  abstract Database database();

  TurnIdentity begin(int number, String conversation, boolean isNew, String message) {
    TurnIdentity identity = identity(number, conversation, ADA);
    NewTurn turn = NewTurn.of(identity, "chat", isNew, message, NODE, number * 1000L);
    assertThat(turns().insert(turn)).isInstanceOf(InsertOutcome.Inserted.class);
    return identity;
  }

  static TurnIdentity identity(int number, String conversation, Caller caller) {
    return new TurnIdentity(
        "turn_" + number, conversation, "msg_u" + number, "msg_a" + number, caller);
  }

  static NewTurn newTurn(TurnIdentity identity, boolean isNew, @Nullable IdempotencyKey once) {
    return NewTurn.of(identity, "chat", isNew, "Hello", NODE, 1000).withDeduplication(once, null);
  }

  static End end(String text) {
    return end(text, List.of());
  }

  static End end(String text, List<Source> sources) {
    return new End(Message.State.COMPLETE, text, sources, 9000);
  }
}
