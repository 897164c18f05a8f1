package dev.firstword.system;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads a running server's database. */
final class StoredLog {

  private StoredLog() {}

  /** Returns the number of stored events of a turn. */
  static int countEvents(Path data, String turnId) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("firstword.db"));
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT bytes FROM turn_logs WHERE turn_id = ? ORDER BY start")) {
      query.setString(1, turnId);
      StringBuilder log = new StringBuilder();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          log.append(new String(rows.getBytes(1), StandardCharsets.UTF_8));
        }
      }
      return log.toString().split("\n\n", -1).length - 1;
    }
  }
}
