package dev.firstword.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What a server has stored of turns that wait for tools. */
final class StoredState {

  private StoredState() {}

  /** Returns what is stored of a turn; empty if nothing is. */
  static String read(Path data, String turnId) throws SQLException {
    try (Connection database = open(data);
        PreparedStatement query =
            database.prepareStatement("SELECT state FROM suspended_turns WHERE turn_id = ?")) {
      query.setString(1, turnId);
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() ? new String(rows.getBytes(1), UTF_8) : "";
      }
    }
  }

  /** Deletes what is stored of a turn, as if its server had crashed before. */
  static void delete(Path data, String turnId) throws SQLException {
    try (Connection database = open(data);
        PreparedStatement statement =
            database.prepareStatement("DELETE FROM suspended_turns WHERE turn_id = ?")) {
      statement.setString(1, turnId);
      statement.executeUpdate();
    }
  }

  private static Connection open(Path data) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + data.resolve("firstword.db"));
  }
}
