package dev.firstword.storage;

import dev.firstword.conversation.Conversation;
import dev.firstword.conversation.Message;
import dev.firstword.identity.Caller;
import dev.firstword.turn.StoredTurn;
import dev.firstword.turn.TurnIdentity;
import dev.firstword.turn.TurnLog;
import dev.firstword.turn.TurnState;
import dev.firstword.turn.TurnStore;
import java.io.ByteArrayOutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Turns in SQLite. */
public final class SqliteTurnStore implements TurnStore {

  private static final String COLUMNS =
      "id, tenant, owner, conversation_id, user_message_id, assistant_message_id, state, started_at";

  private final Jdbi reading;
  private final GroupCommit commits;

  SqliteTurnStore(Jdbi reading, GroupCommit commits) {
    this.reading = reading;
    this.commits = commits;
  }

  @Override
  public BeginOutcome begin(NewTurn turn) {
    return commits.commit(handle -> begin(handle, turn));
  }

  private static BeginOutcome begin(Handle handle, NewTurn turn) {
    Once once = turn.once();
    TurnIdentity identity = turn.identity();
    if (once != null) {
      Optional<BeginOutcome> earlier = earlier(handle, identity.caller(), once);
      if (earlier.isPresent()) {
        return earlier.get();
      }
    }
    if (!touchConversation(handle, turn)) {
      return new BeginOutcome.NoConversation();
    }
    handle.execute(
        "INSERT INTO turns (id, tenant, owner, conversation_id, profile, user_message_id,"
            + " assistant_message_id, state, started_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        identity.turnId(),
        identity.caller().tenant(),
        identity.caller().user(),
        identity.conversationId(),
        turn.profile(),
        identity.userMessageId(),
        identity.assistantMessageId(),
        TurnState.PREPARING.wireName(),
        turn.startedAtMs());
    insertMessages(handle, turn);
    if (once != null) {
      handle.execute(
          "INSERT INTO idempotency_keys (tenant, key, digest, turn_id, created_at)"
              + " VALUES (?, ?, ?, ?, ?)",
          identity.caller().tenant(),
          once.key(),
          once.digest(),
          identity.turnId(),
          turn.startedAtMs());
    }
    return new BeginOutcome.Begun();
  }

  private static Optional<BeginOutcome> earlier(Handle handle, Caller caller, Once once) {
    return handle
        .select(
            "SELECT digest, turn_id FROM idempotency_keys WHERE tenant = ? AND key = ?",
            caller.tenant(),
            once.key())
        .<BeginOutcome>map((row, _) ->
            row.getString("digest").equals(once.digest())
                ? new BeginOutcome.SameAs(row.getString("turn_id"))
                : new BeginOutcome.KeyReused())
        .findFirst();
  }

  /**
   * Makes the conversation, or marks its newest activity; false when it should exist and does not.
   */
  private static boolean touchConversation(Handle handle, NewTurn turn) {
    TurnIdentity identity = turn.identity();
    Caller caller = identity.caller();
    if (turn.newConversation()) {
      handle.execute(
          "INSERT INTO conversations (id, tenant, owner, title, created_at, updated_at)"
              + " VALUES (?, ?, ?, ?, ?, ?)",
          identity.conversationId(),
          caller.tenant(),
          caller.user(),
          Conversation.titleOf(turn.message()),
          turn.startedAtMs(),
          turn.startedAtMs());
      return true;
    }
    return handle.execute(
            "UPDATE conversations SET updated_at = ? WHERE id = ? AND tenant = ? AND owner = ?",
            turn.startedAtMs(),
            identity.conversationId(),
            caller.tenant(),
            caller.user())
        == 1;
  }

  private static void insertMessages(Handle handle, NewTurn turn) {
    TurnIdentity identity = turn.identity();
    long last =
        handle
            .select(
                "SELECT coalesce(max(position), 0) FROM messages WHERE conversation_id = ?",
                identity.conversationId())
            .mapTo(Long.class)
            .one();
    insertMessage(
        handle,
        turn,
        new Message(
            identity.userMessageId(),
            last + 1,
            Message.Author.USER,
            turn.message(),
            Message.State.COMPLETE,
            turn.startedAtMs(),
            identity.turnId()));
    insertMessage(
        handle,
        turn,
        new Message(
            identity.assistantMessageId(),
            last + 2,
            Message.Author.ASSISTANT,
            "",
            Message.State.PENDING,
            turn.startedAtMs(),
            identity.turnId()));
  }

  private static void insertMessage(Handle handle, NewTurn turn, Message message) {
    handle.execute(
        "INSERT INTO messages (id, conversation_id, position, author, text, state, created_at,"
            + " turn_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        message.id(),
        turn.identity().conversationId(),
        message.position(),
        message.author().wireName(),
        message.text(),
        message.state().wireName(),
        message.createdAtMs(),
        message.turnId());
  }

  /**
   * What belongs to a conversation that was deleted meanwhile is passed over: nobody can ask for
   * it.
   */
  @Override
  public void save(List<Progress> progress) {
    commits.commit(handle -> {
      saveLogs(handle, progress);
      saveEnds(handle, progress);
      return progress.size();
    });
  }

  private static void saveLogs(Handle handle, List<Progress> progress) {
    try (PreparedBatch batch =
        handle.prepareBatch(
            "INSERT OR REPLACE INTO turn_logs (turn_id, start, bytes)"
                + " SELECT ?, ?, ? WHERE EXISTS (SELECT 1 FROM turns WHERE id = ?)")) {
      for (Progress one : progress) {
        if (one.bytes().length > 0) {
          String turnId = one.identity().turnId();
          batch.add(turnId, one.offset(), one.bytes(), turnId);
        }
      }
      if (batch.size() > 0) {
        batch.execute();
      }
    }
  }

  private static void saveEnds(Handle handle, List<Progress> progress) {
    try (PreparedBatch turns =
            handle.prepareBatch("UPDATE turns SET state = ?, ended_at = ? WHERE id = ?");
        PreparedBatch messages =
            handle.prepareBatch("UPDATE messages SET text = ?, state = ? WHERE id = ?")) {
      for (Progress one : progress) {
        End end = one.end();
        if (end != null) {
          turns.add(end.state().wireName(), end.endedAtMs(), one.identity().turnId());
          messages.add(
              end.text(), end.messageState().wireName(), one.identity().assistantMessageId());
        }
      }
      if (turns.size() > 0) {
        turns.execute();
        messages.execute();
      }
    }
  }

  @Override
  public Optional<StoredTurn> find(Caller caller, String turnId) {
    return reading.withHandle(handle ->
        handle
            .select(
                "SELECT " + COLUMNS + " FROM turns WHERE id = ? AND tenant = ? AND owner = ?",
                turnId,
                caller.tenant(),
                caller.user())
            .map((row, _) -> turn(handle, row))
            .findFirst());
  }

  @Override
  public List<StoredTurn> unfinished() {
    return reading.withHandle(handle ->
        handle
            .select("SELECT " + COLUMNS + " FROM turns WHERE ended_at IS NULL")
            .map((row, _) -> turn(handle, row))
            .list());
  }

  private static StoredTurn turn(Handle handle, ResultSet row) throws SQLException {
    TurnIdentity identity =
        new TurnIdentity(
            row.getString("id"),
            row.getString("conversation_id"),
            row.getString("user_message_id"),
            row.getString("assistant_message_id"),
            new Caller(row.getString("tenant"), row.getString("owner")));
    return new StoredTurn(
        identity,
        TurnState.ofWireName(row.getString("state")),
        TurnLog.ended(log(handle, identity.turnId())),
        row.getLong("started_at"));
  }

  private static byte[] log(Handle handle, String turnId) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    handle
        .select("SELECT bytes FROM turn_logs WHERE turn_id = ? ORDER BY start", turnId)
        .mapTo(byte[].class)
        .forEach(whole::writeBytes);
    return whole.toByteArray();
  }
}
