package dev.firstword.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.firstword.conversation.ConversationStore;
import dev.firstword.identity.key.ApiKeyStore;
import dev.firstword.job.JobStore;
import dev.firstword.job.webhook.WebhookStore;
import dev.firstword.retrieval.DocumentStore;
import dev.firstword.turn.TurnStore;
import java.time.Duration;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL database that any number of nodes share, migrated by the first that opens it. */
public final class PostgresqlStorage implements Storage {

  /** Long enough for a burst to be worked off; then people are told to wait instead of waiting. */
  private static final Duration LONGEST_WAIT_FOR_CONNECTION = Duration.ofSeconds(4);

  /** A statement that takes longer is taken for a database that is gone. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

  private static final Duration OLDEST_CONNECTION = Duration.ofMinutes(15);

  private final HikariDataSource connections;
  private final SqlTurnStore turns;
  private final SqlConversationStore conversations;
  private final SqlJobStore jobs;
  private final SqlWebhookStore webhooks;
  private final SqlApiKeyStore apiKeys;
  private final SqlDocumentStore documents;

  private PostgresqlStorage(HikariDataSource connections) {
    this.connections = connections;
    Jdbi jdbi = Database.statements(connections);
    HikariPoolMXBean pool = connections.getHikariPoolMXBean();
    Database database =
        new Database(
            SqlDialect.POSTGRESQL, jdbi, new PooledCommits(jdbi), pool::softEvictConnections);
    turns = new SqlTurnStore(database);
    conversations = new SqlConversationStore(database);
    jobs = new SqlJobStore(database);
    webhooks = new SqlWebhookStore(database);
    apiKeys = new SqlApiKeyStore(database);
    documents = new SqlDocumentStore(database);
  }

  /**
   * Where the database is.
   *
   * @param url such as {@code jdbc:postgresql://host:5432/firstword}
   * @param connections how many are kept open
   */
  public record Address(
      String url, @Nullable String user, @Nullable String password, int connections) {

    /** Without the password, which belongs in no log. */
    @Override
    public String toString() {
      return url;
    }
  }

  /**
   * Connects to the database and migrates it.
   *
   * @throws StorageException when it can't be reached or is not ours
   */
  public static PostgresqlStorage open(Address address) {
    HikariDataSource connections = new HikariDataSource(configuration(address));
    try {
      Migration.bringUpToDate(
          connections,
          "classpath:dev/firstword/storage/postgresql",
          "classpath:dev/firstword/storage/sql");
      return new PostgresqlStorage(connections);
    } catch (FlywayException e) {
      connections.close();
      throw new StorageException("can't use the database " + address + ": " + e.getMessage(), e);
    }
  }

  private static HikariConfig configuration(Address address) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("postgresql");
    config.setJdbcUrl(address.url);
    config.setUsername(address.user);
    config.setPassword(address.password);
    config.setMaximumPoolSize(address.connections);
    config.setConnectionTimeout(LONGEST_WAIT_FOR_CONNECTION.toMillis());
    config.setValidationTimeout(LONGEST_WAIT_FOR_CONNECTION.toMillis() / 2);
    config.setMaxLifetime(OLDEST_CONNECTION.toMillis());
    config.setInitializationFailTimeout(-1); // Flyway says better what is wrong.
    config.addDataSourceProperty("socketTimeout", LONGEST_SILENCE.toSeconds());
    config.addDataSourceProperty("connectTimeout", LONGEST_WAIT_FOR_CONNECTION.toSeconds());
    config.addDataSourceProperty("tcpKeepAlive", true);
    config.addDataSourceProperty("logServerErrorDetail", false); // It holds what people wrote.
    config.addDataSourceProperty("ApplicationName", "firstword");
    return config;
  }

  @Override
  public TurnStore turns() {
    return turns;
  }

  @Override
  public ConversationStore conversations() {
    return conversations;
  }

  @Override
  public JobStore jobs() {
    return jobs;
  }

  @Override
  public WebhookStore webhooks() {
    return webhooks;
  }

  @Override
  public ApiKeyStore apiKeys() {
    return apiKeys;
  }

  @Override
  public DocumentStore documents() {
    return documents;
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public void close() {
    connections.close();
  }
}
