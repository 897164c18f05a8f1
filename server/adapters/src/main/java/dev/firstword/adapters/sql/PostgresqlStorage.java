package dev.firstword.adapters.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.time.Duration;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL database shared by any number of nodes. The first to open it migrates it. */
public final class PostgresqlStorage extends Storage {

  /** Long enough to absorb a burst; after that, clients are told to retry later. */
  private static final Duration DEFAULT_CONNECTION_TIMEOUT = Duration.ofSeconds(4);

  /** If a statement takes longer, the database is considered unavailable. */
  private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(10);

  /** The shortest timeout that the pool accepts. */
  private static final Duration MIN_POOL_TIMEOUT = Duration.ofMillis(250);

  private static final Duration MAX_CONNECTION_LIFETIME = Duration.ofMinutes(15);

  private final HikariDataSource connections;

  private PostgresqlStorage(HikariDataSource connections) {
    this(connections, database(connections));
  }

  private PostgresqlStorage(HikariDataSource connections, Database database) {
    super(database, new SqlRunningLogs(database));
    this.connections = connections;
  }

  private static Database database(HikariDataSource connections) {
    Jdbi jdbi = Database.createJdbi(connections);
    HikariPoolMXBean pool = connections.getHikariPoolMXBean();
    return new Database(
        SqlDialect.POSTGRESQL, jdbi, new PooledCommitter(jdbi), pool::softEvictConnections);
  }

  /**
   * How to connect to the database.
   *
   * @param url such as {@code jdbc:postgresql://host:5432/firstword}
   * @param poolSize the size of the connection pool
   * @param connectionTimeout how long a caller waits for a connection; at least 250 ms
   */
  public record ConnectionSettings(
      String url,
      @Nullable String user,
      @Nullable String password,
      int poolSize,
      Duration connectionTimeout) {

    /** Waits for a connection for the default time. */
    public ConnectionSettings(
        String url, @Nullable String user, @Nullable String password, int poolSize) {
      this(url, user, password, poolSize, DEFAULT_CONNECTION_TIMEOUT);
    }

    /** Returns these settings with another connection timeout. */
    public ConnectionSettings withConnectionTimeout(Duration timeout) {
      return new ConnectionSettings(url, user, password, poolSize, timeout);
    }

    /** Omits the password, because this text may be logged. */
    @Override
    public String toString() {
      return url;
    }
  }

  /**
   * Connects to the database and migrates it.
   *
   * @throws StorageException if it can't be reached or is not ours
   */
  public static PostgresqlStorage open(ConnectionSettings settings) {
    HikariDataSource connections = new HikariDataSource(poolConfig(settings));
    try {
      Migration.migrateIfNeeded(connections, SqlDialect.POSTGRESQL);
      return new PostgresqlStorage(connections);
    } catch (FlywayException e) {
      connections.close();
      throw new StorageException("can't use the database " + settings + ": " + e.getMessage(), e);
    }
  }

  private static HikariConfig poolConfig(ConnectionSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("postgresql");
    config.setJdbcUrl(settings.url);
    config.setUsername(settings.user);
    config.setPassword(settings.password);
    config.setMaximumPoolSize(settings.poolSize);
    config.setConnectionTimeout(settings.connectionTimeout.toMillis());
    config.setValidationTimeout(
        Math.max(settings.connectionTimeout.toMillis() / 2, MIN_POOL_TIMEOUT.toMillis()));
    config.setMaxLifetime(MAX_CONNECTION_LIFETIME.toMillis());
    config.setInitializationFailTimeout(-1); // Flyway reports the failure better.
    config.addDataSourceProperty("socketTimeout", SOCKET_TIMEOUT.toSeconds());
    config.addDataSourceProperty(
        "connectTimeout", Math.max(settings.connectionTimeout.toSeconds(), 1));
    config.addDataSourceProperty("tcpKeepAlive", true);
    config.addDataSourceProperty("logServerErrorDetail", false); // It contains users' text.
    config.addDataSourceProperty("ApplicationName", "firstword");
    return config;
  }

  /** PostgreSQL reuses the space of deleted rows itself; VACUUM FULL would block all nodes. */
  @Override
  void scrub() {}

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public void close() {
    connections.close();
  }
}
