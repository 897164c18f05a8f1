package dev.firstword.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class MigrationTest {

  @TempDir Path folder;
  private HikariDataSource connections;

  @BeforeEach
  void open() {
    connections = new HikariDataSource();
    connections.setJdbcUrl("jdbc:sqlite:" + folder.resolve("firstword.db"));
  }

  @AfterEach
  void close() {
    connections.close();
  }

  private void migrate() {
    Migration.migrateIfNeeded(connections, SqlDialect.SQLITE);
  }

  @Test
  void aNewDatabaseIsNotUpToDate() {
    assertThat(Migration.isUpToDate(connections)).isFalse();
  }

  /** Fails if a script is added and {@link Migration#LATEST_VERSION} is not updated. */
  @Test
  void aMigratedDatabaseIsUpToDate() {
    migrate();

    assertThat(Migration.isUpToDate(connections)).isTrue();
  }

  @Test
  void aDatabaseWithoutTheLatestScriptIsNotUpToDate() throws SQLException {
    migrate();
    execute("DELETE FROM flyway_schema_history WHERE version = '" + Migration.LATEST_VERSION + "'");

    assertThat(Migration.isUpToDate(connections)).isFalse();
  }

  @Test
  void aDatabaseWithAFailedScriptIsNotUpToDate() throws SQLException {
    migrate();
    execute("UPDATE flyway_schema_history SET success = 0 WHERE version = '3'");

    assertThat(Migration.isUpToDate(connections)).isFalse();
  }

  @Test
  void aDatabaseOfALaterReleaseIsLeftToFlyway() throws SQLException {
    migrate();
    execute("UPDATE flyway_schema_history SET version = '99' WHERE version = '6'");

    assertThat(Migration.isUpToDate(connections)).isFalse();
  }

  private void execute(String statement) throws SQLException {
    try (Connection connection = connections.getConnection();
        Statement one = connection.createStatement()) {
      one.execute(statement);
    }
  }
}
