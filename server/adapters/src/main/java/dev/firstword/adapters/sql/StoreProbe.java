package dev.firstword.adapters.sql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * What a database shows that is read from and written to, and left as it was.
 *
 * @param version the version of the database program
 * @param schema the version of the tables; 0 if there are none
 * @param apiKeys the number of API keys, revoked ones included
 * @param freeConnections how many more the database accepts; null if it has no such limit
 * @param time the time of the database's clock; null if it is that of this machine
 */
public record StoreProbe(
    String version,
    int schema,
    long apiKeys,
    @Nullable Integer freeConnections,
    @Nullable Instant time) {

  /** The version of the tables that this server needs. */
  public static final int LATEST_SCHEMA = Migration.LATEST_VERSION;

  private static final String TIMEOUT_SECONDS = "5";
  private static final String WRITE_SQL =
      "INSERT INTO nodes (id, expires_at) VALUES ('check', 1) ON CONFLICT (id) DO NOTHING";

  /** Whether there is a SQLite database in the folder. */
  public static boolean existsIn(Path folder) {
    return Files.exists(folder.resolve(StoreFiles.DATABASE));
  }

  /**
   * Probes the SQLite database of a folder, which a node may be using.
   *
   * @throws StorageException if it can't be read or written
   */
  public static StoreProbe sqlite(Path folder) {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout((int) SqliteStorage.BUSY_TIMEOUT.toMillis());
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + folder.resolve(StoreFiles.DATABASE));
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      String exists = "SELECT count(*) FROM sqlite_schema WHERE name = '%s'";
      int schema = schema(statement, exists);
      long keys = keys(statement, exists);
      statement.execute("BEGIN IMMEDIATE");
      try {
        if (has(statement, exists, "nodes")) {
          statement.execute(WRITE_SQL);
        }
      } finally {
        statement.execute("ROLLBACK");
      }
      return new StoreProbe(text(statement, "SELECT sqlite_version()"), schema, keys, null, null);
    } catch (SQLException e) {
      throw new StorageException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Probes a PostgreSQL database.
   *
   * @throws StorageException if it can't be reached, read or written
   */
  public static StoreProbe postgresql(PostgresqlStorage.ConnectionSettings settings) {
    Properties properties = new Properties();
    properties.setProperty("connectTimeout", TIMEOUT_SECONDS);
    properties.setProperty("socketTimeout", TIMEOUT_SECONDS);
    if (settings.user() != null) {
      properties.setProperty("user", settings.user());
    }
    if (settings.password() != null) {
      properties.setProperty("password", settings.password());
    }
    try (Connection connection = DriverManager.getConnection(settings.url(), properties)) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        return postgresql(statement);
      } finally {
        connection.rollback();
      }
    } catch (SQLException e) {
      throw new StorageException(String.valueOf(e.getMessage()), e);
    }
  }

  private static StoreProbe postgresql(Statement statement) throws SQLException {
    if (number(statement, "SELECT CASE WHEN pg_is_in_recovery() THEN 1 ELSE 0 END") != 0) {
      throw new StorageException("it is a standby, which accepts no writes", null);
    }
    String exists = "SELECT CASE WHEN to_regclass('%s') IS NULL THEN 0 ELSE 1 END";
    int schema = schema(statement, exists);
    long keys = keys(statement, exists);
    statement.execute(
        has(statement, exists, "nodes") ? WRITE_SQL : "CREATE TABLE firstword_check (id INTEGER)");
    return new StoreProbe(
        text(statement, "SELECT current_setting('server_version')"),
        schema,
        keys,
        (int)
            number(
                statement,
                "SELECT current_setting('max_connections')::int"
                    + " - current_setting('superuser_reserved_connections')::int"
                    + " - (SELECT count(*) FROM pg_stat_activity WHERE backend_type ="
                    + " 'client backend')"),
        Instant.ofEpochMilli(
            number(statement, "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")));
  }

  private static int schema(Statement statement, String exists) throws SQLException {
    return has(statement, exists, "flyway_schema_history")
        ? (int) number(statement, "SELECT max(CAST(version AS INTEGER)) FROM flyway_schema_history")
        : 0;
  }

  private static long keys(Statement statement, String exists) throws SQLException {
    return has(statement, exists, "api_keys")
        ? number(statement, "SELECT count(*) FROM api_keys")
        : 0;
  }

  private static boolean has(Statement statement, String exists, String table) throws SQLException {
    return number(statement, exists.formatted(table)) > 0;
  }

  private static long number(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  private static String text(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? rows.getString(1) : "";
    }
  }
}
