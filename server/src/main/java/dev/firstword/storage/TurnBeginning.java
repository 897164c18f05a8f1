package dev.firstword.storage;

import dev.firstword.conversation.Conversation;
import dev.firstword.conversation.Message;
import dev.firstword.identity.Caller;
import dev.firstword.turn.TurnIdentity;
import dev.firstword.turn.TurnState;
import dev.firstword.turn.TurnStore.BeginOutcome;
import dev.firstword.turn.TurnStore.NewTurn;
import dev.firstword.turn.TurnStore.Once;
import dev.firstword.turn.TurnStore.Origin;
import dev.firstword.turn.TurnStore.SameMessage;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Writes a new turn in one transaction, or finds out why there is to be none. */
record TurnBeginning(SqlDialect dialect, Handle handle, NewTurn turn) {

  BeginOutcome begin() {
    Optional<BeginOutcome> earlier = earlier();
    if (earlier.isPresent()) {
      return earlier.get();
    }
    if (turn.origin() == Origin.LIVE && activeTurns() >= turn.mostActive()) {
      return new BeginOutcome.TooManyActive();
    }
    if (!touchConversation()) {
      return new BeginOutcome.NoConversation();
    }
    insertTurn();
    return new BeginOutcome.Begun(insertMessages());
  }

  /** Of simultaneous requests that are the same, on whatever node, one goes on from here. */
  Optional<BeginOutcome> earlier() {
    Once once = turn.once();
    SameMessage same = turn.same();
    if (once != null) {
      dialect.oneAtATime(handle, "key " + caller().tenant() + " " + once.key());
      return withKey(once);
    }
    if (same != null) {
      dialect.oneAtATime(handle, "message " + same.digest());
      return withMessage(same);
    }
    return Optional.empty();
  }

  private Optional<BeginOutcome> withKey(Once once) {
    return handle
        .select(
            "SELECT digest, turn_id FROM idempotency_keys WHERE tenant = ? AND key = ?",
            caller().tenant(),
            once.key())
        .<BeginOutcome>map((row, _) ->
            row.getString("digest").equals(once.digest())
                ? new BeginOutcome.SameAs(row.getString("turn_id"))
                : new BeginOutcome.KeyReused())
        .findFirst();
  }

  private Optional<BeginOutcome> withMessage(SameMessage same) {
    return handle
        .select(
            "SELECT id FROM turns WHERE same_as = ? AND (started_at > ?"
                + (same.whileActive() ? " OR ended_at IS NULL" : "")
                + ") ORDER BY started_at DESC LIMIT 1",
            same.digest(),
            same.sinceMs())
        .<BeginOutcome>map((row, _) -> new BeginOutcome.SameAs(row.getString("id")))
        .findFirst();
  }

  private int activeTurns() {
    if (turn.mostActive() == Integer.MAX_VALUE) {
      return 0;
    }
    dialect.oneAtATime(handle, "user " + caller().tenant() + " " + caller().user());
    return handle
        .select(
            "SELECT count(*) FROM turns"
                + " WHERE tenant = ? AND owner = ? AND ended_at IS NULL AND origin = ?",
            caller().tenant(),
            caller().user(),
            wireName(Origin.LIVE))
        .mapTo(Integer.class)
        .one();
  }

  /**
   * Makes the conversation, or marks its newest activity; false when it should exist and does not.
   */
  private boolean touchConversation() {
    String conversationId = turn.identity().conversationId();
    if (turn.newConversation()) {
      handle.execute(
          "INSERT INTO conversations (id, tenant, owner, title, created_at, updated_at)"
              + " VALUES (?, ?, ?, ?, ?, ?)",
          conversationId,
          caller().tenant(),
          caller().user(),
          storable(Conversation.titleOf(turn.message())),
          turn.startedAtMs(),
          turn.startedAtMs());
      return true;
    }
    return handle.execute(
            "UPDATE conversations SET updated_at = ? WHERE id = ? AND tenant = ? AND owner = ?",
            turn.startedAtMs(),
            conversationId,
            caller().tenant(),
            caller().user())
        == 1;
  }

  private void insertTurn() {
    TurnIdentity identity = turn.identity();
    SameMessage same = turn.same();
    handle.execute(
        "INSERT INTO turns (id, tenant, owner, conversation_id, profile, user_message_id,"
            + " assistant_message_id, state, node, origin, same_as, started_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        identity.turnId(),
        caller().tenant(),
        caller().user(),
        identity.conversationId(),
        turn.profile(),
        identity.userMessageId(),
        identity.assistantMessageId(),
        TurnState.PREPARING.wireName(),
        turn.node(),
        wireName(turn.origin()),
        same == null ? null : same.digest(),
        turn.startedAtMs());
    Once once = turn.once();
    if (once != null) {
      handle.execute(
          "INSERT INTO idempotency_keys (tenant, key, digest, turn_id, created_at)"
              + " VALUES (?, ?, ?, ?, ?)",
          caller().tenant(),
          once.key(),
          once.digest(),
          identity.turnId(),
          turn.startedAtMs());
    }
  }

  private long insertMessages() {
    TurnIdentity identity = turn.identity();
    long last =
        handle
            .select(
                "SELECT coalesce(max(position), 0) FROM messages WHERE conversation_id = ?",
                identity.conversationId())
            .mapTo(Long.class)
            .one();
    insertMessage(
        new Message(
            identity.userMessageId(),
            last + 1,
            Message.Author.USER,
            turn.message(),
            Message.State.COMPLETE,
            turn.startedAtMs(),
            identity.turnId()));
    insertMessage(
        new Message(
            identity.assistantMessageId(),
            last + 2,
            Message.Author.ASSISTANT,
            "",
            Message.State.PENDING,
            turn.startedAtMs(),
            identity.turnId()));
    return last + 1;
  }

  private void insertMessage(Message message) {
    handle.execute(
        "INSERT INTO messages (id, conversation_id, position, author, text, state, created_at,"
            + " turn_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        message.id(),
        turn.identity().conversationId(),
        message.position(),
        message.author().wireName(),
        storable(message.text()),
        message.state().wireName(),
        message.createdAtMs(),
        message.turnId());
  }

  private Caller caller() {
    return turn.identity().caller();
  }

  private static String wireName(Origin origin) {
    return origin.name().toLowerCase(Locale.ROOT);
  }

  /** PostgreSQL takes every character but the one with the number 0. */
  static String storable(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }
}
