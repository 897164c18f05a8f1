package dev.firstword.adapters.sql;

import dev.firstword.adapters.sql.Committer.Transaction;
import dev.firstword.core.conversation.Conversation;
import dev.firstword.core.conversation.Message;
import dev.firstword.core.conversation.MessagePartsJson;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.turn.store.TurnStore.DuplicateCriteria;
import dev.firstword.core.turn.store.TurnStore.IdempotencyKey;
import dev.firstword.core.turn.store.TurnStore.InsertOutcome;
import dev.firstword.core.turn.store.TurnStore.NewConversation;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Inserts a new turn in one transaction, or determines why it must not be inserted. */
record TurnInsert(SqlDialect dialect, Transaction transaction, NewTurn turn) {

  InsertOutcome execute() {
    Optional<InsertOutcome> duplicate = new DuplicateTurnLookup(dialect, statements(), turn).find();
    if (duplicate.isPresent()) {
      return duplicate.get();
    }
    if (turn.origin() == TurnOrigin.LIVE && countActiveTurns() >= turn.maxActive()) {
      return new InsertOutcome.TooManyActive();
    }
    if (!createOrTouchConversation()) {
      return new InsertOutcome.ConversationNotFound();
    }
    if (!replaceMessages()) {
      return new InsertOutcome.NotReplaceable();
    }
    insertTurn();
    long position = insertMessages();
    SqlAttachmentStore.insert(
        dialect,
        transaction,
        caller().tenant(),
        turn.identity().conversationId(),
        turn.attachments());
    return new InsertOutcome.Inserted(position);
  }

  private int countActiveTurns() {
    if (turn.maxActive() == Integer.MAX_VALUE) {
      return 0;
    }
    dialect.lockForTransaction(statements(), "user " + caller().tenant() + " " + caller().user());
    Integer active =
        statements()
            .firstOrNull(
                "SELECT count(*) FROM turns"
                    + " WHERE tenant = ? AND owner = ? AND ended_at IS NULL AND origin = ?",
                row -> row.getInt(1),
                caller().tenant(),
                caller().user(),
                wireName(TurnOrigin.LIVE));
    return active == null ? 0 : active;
  }

  /** Creates the conversation or updates its activity; false if it should exist but does not. */
  private boolean createOrTouchConversation() {
    return switch (turn.newConversation()) {
      case ALWAYS -> createConversation("");
      case NEVER -> touchConversation();
      // Of two turns that create it at once, the second finds that of the first.
      case IF_ABSENT ->
          touchConversation()
              || createConversation(" ON CONFLICT (id) DO NOTHING")
              || touchConversation();
    };
  }

  private boolean createConversation(String onConflict) {
    return statements()
            .update(
                "INSERT INTO conversations (id, tenant, owner, title, created_at, updated_at,"
                    + " origin) VALUES (?, ?, ?, ?, ?, ?, ?)"
                    + onConflict,
                turn.identity().conversationId(),
                caller().tenant(),
                caller().user(),
                replaceNul(Conversation.titleOf(titleText())),
                turn.startedAtMs(),
                turn.startedAtMs(),
                turn.conversationOrigin())
        == 1;
  }

  private boolean touchConversation() {
    return statements()
            .update(
                "UPDATE conversations SET updated_at = ? WHERE id = ? AND tenant = ? AND owner = ?",
                turn.startedAtMs(),
                turn.identity().conversationId(),
                caller().tenant(),
                caller().user())
        == 1;
  }

  /**
   * Marks the message to replace and all after it; false if there is no such message. Touching the
   * conversation has locked it, so that of two turns with the same message, the second finds none.
   */
  private boolean replaceMessages() {
    String replaced = turn.replaces();
    if (replaced == null) {
      return true;
    }
    String conversationId = turn.identity().conversationId();
    Long position =
        statements()
            .firstOrNull(
                "SELECT position FROM messages WHERE id = ? AND conversation_id = ?"
                    + " AND author = ? AND replaced_by IS NULL",
                row -> row.getLong(1),
                replaced,
                conversationId,
                Message.Author.USER.wireName());
    if (position == null) {
      return false;
    }
    statements()
        .update(
            "UPDATE messages SET replaced_by = ? WHERE conversation_id = ? AND position >= ?"
                + " AND replaced_by IS NULL",
            turn.identity().turnId(),
            conversationId,
            position);
    return true;
  }

  /** A message without text is known by the name of its first attachment. */
  private String titleText() {
    return turn.message().isBlank() && !turn.attachments().isEmpty()
        ? turn.attachments().getFirst().description().name()
        : turn.message();
  }

  private void insertTurn() {
    TurnIdentity identity = turn.identity();
    DuplicateCriteria same = turn.duplicateCriteria();
    statements()
        .update(
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
    IdempotencyKey once = turn.idempotencyKey();
    if (once != null) {
      statements()
          .update(
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
        turn.newConversation() == NewConversation.ALWAYS
            ? 0
            : lastPosition(identity.conversationId());
    insertMessage(
        new Message(
            identity.userMessageId(),
            last + 1,
            Message.Author.USER,
            turn.message(),
            Message.State.COMPLETE,
            turn.startedAtMs(),
            identity.turnId(),
            List.of(),
            userParts()));
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

  private long lastPosition(String conversationId) {
    Long last =
        statements()
            .firstOrNull(
                "SELECT max(position) FROM messages WHERE conversation_id = ?",
                row -> row.getLong(1),
                conversationId);
    return last == null ? 0 : last;
  }

  /** The images and files come before the text, as models are given them. */
  private List<ContentPart> userParts() {
    if (turn.attachments().isEmpty()) {
      return List.of();
    }
    List<ContentPart> parts = new ArrayList<>();
    turn.attachments().forEach(one -> parts.add(new ContentPart.Media(one.description())));
    if (!turn.message().isBlank()) {
      parts.add(new ContentPart.Text(turn.message()));
    }
    return parts;
  }

  private void insertMessage(Message message) {
    statements()
        .update(
            "INSERT INTO messages (id, conversation_id, position, author, text, state, created_at,"
                + " turn_id, parts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            message.id(),
            turn.identity().conversationId(),
            message.position(),
            message.author().wireName(),
            replaceNul(message.text()),
            message.state().wireName(),
            message.createdAtMs(),
            message.turnId(),
            message.parts().isEmpty() ? null : MessagePartsJson.write(message.parts()));
  }

  private Statements statements() {
    return transaction.statements();
  }

  private Caller caller() {
    return turn.identity().caller();
  }

  private static String wireName(TurnOrigin origin) {
    return origin.name().toLowerCase(Locale.ROOT);
  }

  /** Replaces NUL, the only character that PostgreSQL can't store. */
  static String replaceNul(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }
}
