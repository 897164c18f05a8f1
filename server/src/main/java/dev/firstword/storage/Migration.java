package dev.firstword.storage;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;

/**
 * Brings a database's tables up to date. Flyway does it, and is asked only where there is something
 * to do: loading it takes longer than all else at the start of a server, and a server nearly always
 * finds its tables as it left them.
 */
final class Migration {

  /** The version of the newest script, and how many there are for each database. */
  static final int NEWEST = 6;

  private static final String DONE =
      "SELECT CAST(version AS INTEGER), success FROM flyway_schema_history";

  private Migration() {}

  /**
   * Runs the scripts of these places that have not been run.
   *
   * @throws org.flywaydb.core.api.FlywayException when the database can't be reached or is not ours
   */
  static void bringUpToDate(HikariDataSource connections, String... places) {
    if (!isUpToDate(connections)) {
      Flyway.configure(Migration.class.getClassLoader())
          .dataSource(connections)
          .locations(places)
          .load()
          .migrate();
    }
  }

  /** Whether each script was run, and none failed. Everything else is Flyway's to judge. */
  static boolean isUpToDate(HikariDataSource connections) {
    int runs = 0;
    int newest = 0;
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement();
        ResultSet scripts = statement.executeQuery(DONE)) {
      while (scripts.next()) {
        if (!scripts.getBoolean(2)) {
          return false;
        }
        runs++;
        newest = Math.max(newest, scripts.getInt(1));
      }
    } catch (SQLException _) {
      return false; // A new database has no such table; one that is away, Flyway explains better.
    }
    return runs == NEWEST && newest == NEWEST;
  }
}
