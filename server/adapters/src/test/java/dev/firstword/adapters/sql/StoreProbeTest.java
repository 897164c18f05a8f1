package dev.firstword.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.adapters.sql.PostgresqlStorage.ConnectionSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
final class StoreProbeTest {

  private static final PostgresqlTestServer POSTGRESQL = PostgresqlTestServer.startOrReuse();

  @Test
  void leavesAnEmptyDatabaseEmpty() throws SQLException {
    ConnectionSettings database = POSTGRESQL.emptyDatabase();

    StoreProbe probe = StoreProbe.postgresql(database);

    assertThat(probe.schema()).isZero();
    assertThat(probe.version()).isNotEmpty();
    assertThat(Objects.requireNonNull(probe.freeConnections())).isPositive();
    assertThat(probe.time()).isNotNull();
    assertThat(count(database, "pg_tables WHERE schemaname = 'public'")).isZero();
  }

  @Test
  void leavesTheTablesAsTheyWere() throws SQLException {
    ConnectionSettings database = POSTGRESQL.freshDatabase();
    PostgresqlStorage.open(database).close();

    StoreProbe probe = StoreProbe.postgresql(database);

    assertThat(probe.schema()).isEqualTo(StoreProbe.LATEST_SCHEMA);
    assertThat(probe.apiKeys()).isZero();
    assertThat(count(database, "nodes")).isZero();
  }

  @Test
  void failsForADatabaseThatDoesNotExist() {
    ConnectionSettings database = POSTGRESQL.freshDatabase();
    ConnectionSettings missing =
        new ConnectionSettings(
            database.url().replaceFirst("/[^/?]+(\\?|$)", "/no_such_database$1"),
            database.user(),
            database.password(),
            2);

    assertThatThrownBy(() -> StoreProbe.postgresql(missing))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("no_such_database");
  }

  private static long count(ConnectionSettings database, String from) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + from)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
