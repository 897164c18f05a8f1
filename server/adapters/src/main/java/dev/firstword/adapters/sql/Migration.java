package dev.firstword.adapters.sql;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.flywaydb.core.Flyway;

/**
 * Migrates a database's schema with Flyway, if needed. Loading Flyway takes longer than the rest of
 * the server's start, and the schema is nearly always up to date.
 */
final class Migration {

  /** The version of the newest script, which is also the number of scripts per database. */
  static final int LATEST_VERSION = 11;

  private static final String APPLIED_SCRIPTS_SQL =
      "SELECT CAST(version AS INTEGER), success FROM flyway_schema_history";

  private static final String SCRIPTS = "classpath:dev/firstword/adapters/sql/";

  private Migration() {}

  /**
   * Runs the scripts of a kind of database that have not run yet.
   *
   * @throws org.flywaydb.core.api.FlywayException if the database can't be reached or is not ours
   */
  static void migrateIfNeeded(HikariDataSource connections, SqlDialect dialect) {
    if (!isUpToDate(connections)) {
      Flyway.configure(Migration.class.getClassLoader())
          .dataSource(connections)
          .locations(SCRIPTS + dialect.name().toLowerCase(Locale.ROOT), SCRIPTS + "common")
          .load()
          .migrate();
    }
  }

  /** Whether every script has run and none failed. All other cases are left to Flyway. */
  static boolean isUpToDate(HikariDataSource connections) {
    int applied = 0;
    int newest = 0;
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement();
        ResultSet scripts = statement.executeQuery(APPLIED_SCRIPTS_SQL)) {
      while (scripts.next()) {
        if (!scripts.getBoolean(2)) {
          return false;
        }
        applied++;
        newest = Math.max(newest, scripts.getInt(1));
      }
    } catch (SQLException _) {
      return false; // The table is missing, or Flyway reports the failure better.
    }
    return applied == LATEST_VERSION && newest == LATEST_VERSION;
  }
}
