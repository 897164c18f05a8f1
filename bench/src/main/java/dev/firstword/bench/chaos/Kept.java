package dev.firstword.bench.chaos;

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
 * What a database holds once its servers have stopped, read past the server. Only reads.
 *
 * @param turns by their ids
 * @param keys the ids of turns by idempotency key
 */
record Kept(Map<String, KeptTurn> turns, List<KeptMessage> messages, Map<String, String> keys) {

  /** A message of a conversation, by whom and of which turn. */
  record KeptMessage(String id, String conversationId, String author, String text, String turnId) {}

  /** Reads the database of a server that keeps its data in that folder. */
  static Kept inSqlite(Path folder) throws SQLException {
    String file = folder.resolve("firstword.db").toString();
    try (Connection database =
        DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro")) {
      return read(database);
    }
  }

  /** Reads the database at that JDBC address. */
  static Kept at(String url, String user) throws SQLException {
    try (Connection database = DriverManager.getConnection(url, user, "")) {
      database.setReadOnly(true);
      return read(database);
    }
  }

  private static Kept read(Connection database) throws SQLException {
    Map<String, ByteArrayOutputStream> logs = new HashMap<>();
    try (PreparedStatement all =
            database.prepareStatement(
                "SELECT turn_id, start, bytes FROM turn_logs ORDER BY turn_id, start");
        ResultSet rows = all.executeQuery()) {
      while (rows.next()) {
        ByteArrayOutputStream log =
            logs.computeIfAbsent(rows.getString(1), _ -> new ByteArrayOutputStream());
        if (log.size() != rows.getLong(2)) {
          throw new IllegalStateException(
              "the log of %s has %d bytes before the piece that starts at %d"
                  .formatted(rows.getString(1), log.size(), rows.getLong(2)));
        }
        log.writeBytes(rows.getBytes(3));
      }
    }
    Map<String, KeptTurn> turns = new LinkedHashMap<>();
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
            KeptTurn.of(
                id,
                rows.getString(2),
                rows.getString(3),
                rows.getString(4),
                rows.getString(5),
                ended,
                log.toByteArray()));
      }
    }
    List<KeptMessage> messages = new ArrayList<>();
    try (PreparedStatement all =
            database.prepareStatement(
                "SELECT id, conversation_id, author, text, turn_id FROM messages");
        ResultSet rows = all.executeQuery()) {
      while (rows.next()) {
        messages.add(
            new KeptMessage(
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
    return new Kept(turns, messages, keys);
  }
}
