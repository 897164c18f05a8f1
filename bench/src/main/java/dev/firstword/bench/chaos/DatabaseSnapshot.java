package dev.firstword.bench.chaos;

import dev.firstword.adapters.sql.LogCompression;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The contents of a database after its servers have stopped, read directly and without writing.
 *
 * @param turns the turns, by id
 * @param keys the turn ids, by idempotency key
 */
record DatabaseSnapshot(
    Map<String, PersistedTurn> turns, List<StoredMessage> messages, Map<String, String> keys) {

  /** A message of a conversation, with its author and its turn. */
  record StoredMessage(
      String id, String conversationId, String author, String text, String turnId) {}

  /** Reads the SQLite database of a server with the given data folder. */
  static DatabaseSnapshot ofSqlite(Path folder) throws SQLException {
    String file = folder.resolve("firstword.db").toString();
    try (Connection database =
        DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro")) {
      return read(database);
    }
  }

  /** Reads the database at a JDBC URL. */
  static DatabaseSnapshot ofJdbc(String url, String user) throws SQLException {
    try (Connection database = DriverManager.getConnection(url, user, "")) {
      database.setReadOnly(true);
      return read(database);
    }
  }

  private static DatabaseSnapshot read(Connection database) throws SQLException {
    Map<String, ByteArrayOutputStream> logs = readChunks(database);
    try (PreparedStatement all = database.prepareStatement("SELECT turn_id, bytes FROM turn_logs");
        ResultSet rows = all.executeQuery()) {
      while (rows.next()) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        log.writeBytes(LogCompression.decompress(rows.getBytes(2)));
        if (logs.put(rows.getString(1), log) != null) {
          throw new IllegalStateException(rows.getString(1) + " has ended and has chunks");
        }
      }
    }
    return read(database, logs);
  }

  private static Map<String, ByteArrayOutputStream> readChunks(Connection database)
      throws SQLException {
    Map<String, ByteArrayOutputStream> logs = new HashMap<>();
    try (PreparedStatement all =
            database.prepareStatement(
                "SELECT turn_id, start, bytes FROM turn_chunks ORDER BY turn_id, start");
        ResultSet rows = all.executeQuery()) {
      while (rows.next()) {
        ByteArrayOutputStream log =
            logs.computeIfAbsent(rows.getString(1), _ -> new ByteArrayOutputStream());
        if (log.size() != rows.getLong(2)) {
          throw new IllegalStateException(
              "the log of %s has %d bytes before the piece that starts at %d"
                  .formatted(rows.getString(1), log.size(), rows.getLong(2)));
        }
        byte[] piece = rows.getBytes(3);
        log.writeBytes(
            LogCompression.isCompressed(piece) ? LogCompression.decompress(piece) : piece);
      }
    }
    return logs;
  }

  private static DatabaseSnapshot read(Connection database, Map<String, ByteArrayOutputStream> logs)
      throws SQLException {
    Map<String, PersistedTurn> turns = new LinkedHashMap<>();
    try (PreparedStatement all =
            database.prepareStatement(
                "SELECT id, conversation_id, user_message_id, assistant_message_id, state, ended_at"
                    + " FROM turns ORDER BY started_at");
        ResultSet rows = all.executeQuery()) {
      while (rows.next()) {
        rows.getLong(6);
        boolean ended = !rows.wasNull();
        String id = rows.getString(1);
        ByteArrayOutputStream log = logs.getOrDefault(id, new ByteArrayOutputStream());
        turns.put(
            id,
            PersistedTurn.of(
                id,
                rows.getString(2),
                rows.getString(3),
                rows.getString(4),
                rows.getString(5),
                ended,
                log.toByteArray()));
      }
    }
    List<StoredMessage> messages = new ArrayList<>();
    try (PreparedStatement all =
            database.prepareStatement(
                "SELECT id, conversation_id, author, text, turn_id FROM messages");
        ResultSet rows = all.executeQuery()) {
      while (rows.next()) {
        messages.add(
            new StoredMessage(
                rows.getString(1),
                rows.getString(2),
                rows.getString(3),
                rows.getString(4),
                rows.getString(5)));
      }
    }
    Map<String, String> keys = new HashMap<>();
    try (PreparedStatement all =
            database.prepareStatement("SELECT key, turn_id FROM idempotency_keys");
        ResultSet rows = all.executeQuery()) {
      while (rows.next()) {
        keys.put(rows.getString(1), rows.getString(2));
      }
    }
    return new DatabaseSnapshot(turns, messages, keys);
  }
}
