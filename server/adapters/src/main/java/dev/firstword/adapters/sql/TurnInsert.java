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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Inserts a new turn in one transaction, or determines why it must not be inserted. */
record TurnInsert(SqlDialect dialect, Transaction transaction, NewTurn turn) {

  private static final String CONVERSATION =
      "INSERT INTO conversations (id, tenant, owner, title, created_at, updated_at, origin)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?)";

  private static final String TURN =
      "INSERT INTO turns (id, tenant, owner, conversation_id, profile, user_message_id,"
          + " assistant_message_id, state, node, origin, same_as, started_at)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private static final String ACTIVE_TURN =
      "INSERT INTO active_turns (tenant, owner, turn_id, node, origin) VALUES (?, ?, ?, ?, ?)";

  private static final String MESSAGES =
      "INSERT INTO messages (id, conversation_id, position, author, text, state, created_at,"
          + " turn_id, parts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private static final String TURN_AND_MESSAGES =
      "WITH turn AS (" + TURN + "), active AS (" + ACTIVE_TURN + ") " + MESSAGES;

  private static final String ALL_ROWS =
      "WITH conversation AS ("
          + CONVERSATION
          + "), turn AS ("
          + TURN
          + "), active AS ("
          + ACTIVE_TURN
          + ") "
          + MESSAGES;

  InsertOutcome execute() {
    Optional<InsertOutcome> duplicate = new DuplicateTurnLookup(dialect, statements(), turn).find();
    if (duplicate.isPresent()) {
      return duplicate.get();
    }
    if (turn.origin() == TurnOrigin.LIVE && countActiveTurns() >= turn.maxActive()) {
      return new InsertOutcome.TooManyActive();
    }
    boolean isTogether =
        dialect == SqlDialect.POSTGRESQL && turn.newConversation() == NewConversation.ALWAYS;
    if (!isTogether && !createOrTouchConversation()) {
      return new InsertOutcome.ConversationNotFound();
    }
    if (!replaceMessages()) {
      return new InsertOutcome.NotReplaceable();
    }
    long position = insertRows(isTogether);
    insertIdempotencyKey();
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
                "SELECT count(*) FROM active_turns WHERE tenant = ? AND owner = ? AND origin = ?",
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
    return statements().update(CONVERSATION + onConflict, conversationValues()) == 1;
  }

  private Object[] conversationValues() {
    return new Object[] {
      turn.identity().conversationId(),
      caller().tenant(),
      caller().user(),
      replaceNul(Conversation.titleOf(titleText())),
      turn.startedAtMs(),
      turn.startedAtMs(),
      turn.conversationOrigin()
    };
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

  /**
   * Inserts the turn and its messages. On PostgreSQL with one statement: each one costs a network
   * round trip and, there, as much as several rows.
   *
   * @param withConversation whether to insert the conversation too
   * @return the position of the user's message
   */
  private long insertRows(boolean withConversation) {
    long last =
        turn.newConversation() == NewConversation.ALWAYS
            ? 0
            : lastPosition(turn.identity().conversationId());
    @Nullable Object[] messages = concatenate(userMessage(last + 1), answerMessage(last + 2));
    if (dialect == SqlDialect.POSTGRESQL) {
      @Nullable Object[] rows = concatenate(turnValues(), activeValues(), messages);
      if (withConversation) {
        statements().update(ALL_ROWS, concatenate(conversationValues(), rows));
      } else {
        statements().update(TURN_AND_MESSAGES, rows);
      }
    } else {
      statements().update(TURN, turnValues());
      statements().update(ACTIVE_TURN, activeValues());
      statements().update(MESSAGES, messages);
    }
    return last + 1;
  }

  private @Nullable Object[] turnValues() {
    TurnIdentity identity = turn.identity();
    DuplicateCriteria same = turn.duplicateCriteria();
    return new @Nullable Object[] {
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
      turn.startedAtMs()
    };
  }

  private Object[] activeValues() {
    return new Object[] {
      caller().tenant(),
      caller().user(),
      turn.identity().turnId(),
      turn.node(),
      wireName(turn.origin())
    };
  }

  private static @Nullable Object[] concatenate(@Nullable Object[]... parts) {
    return Arrays.stream(parts).flatMap(Arrays::stream).toArray();
  }

  private void insertIdempotencyKey() {
    IdempotencyKey once = turn.idempotencyKey();
    if (once != null) {
      statements()
          .update(
              "INSERT INTO idempotency_keys (tenant, key, digest, turn_id, created_at)"
                  + " VALUES (?, ?, ?, ?, ?)",
              caller().tenant(),
              once.key(),
              once.digest(),
              turn.identity().turnId(),
              turn.startedAtMs());
    }
  }

  private @Nullable Object[] userMessage(long position) {
    return messageValues(
        new Message(
            turn.identity().userMessageId(),
            position,
            Message.Author.USER,
            turn.message(),
            Message.State.COMPLETE,
            turn.startedAtMs(),
            turn.identity().turnId(),
            List.of(),
            userParts()));
  }

  private @Nullable Object[] answerMessage(long position) {
    return messageValues(
        new Message(
            turn.identity().assistantMessageId(),
            position,
            Message.Author.ASSISTANT,
            "",
            Message.State.PENDING,
            turn.startedAtMs(),
            turn.identity().turnId()));
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

  private @Nullable Object[] messageValues(Message message) {
    return new @Nullable Object[] {
      message.id(),
      turn.identity().conversationId(),
      message.position(),
      message.author().wireName(),
      replaceNul(message.text()),
      message.state().wireName(),
      message.createdAtMs(),
      message.turnId(),
      message.parts().isEmpty() ? null : MessagePartsJson.write(message.parts())
    };
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
