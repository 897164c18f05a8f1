package dev.firstword.app.config;

import dev.firstword.adapters.sql.PostgresqlStorage;
import dev.firstword.core.retention.RetentionPolicy;
import dev.firstword.core.retention.RetentionPolicy.Times;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where data is stored, and how nodes that share it are connected.
 *
 * @param postgresql the database connection; null for other kinds of storage
 * @param redis the URL of the Redis that connects the nodes, such as {@code redis://host:6379}; if
 *     null, nodes find each other's turns only through the store
 * @param idempotencyKeyRetention how long an idempotency key is remembered
 * @param retention how long other data is kept
 */
public record StorageSettings(
    Kind kind,
    PostgresqlStorage.@Nullable ConnectionSettings postgresql,
    @Nullable String redis,
    Duration idempotencyKeyRetention,
    RetentionPolicy retention) {

  public static final StorageSettings DEFAULTS =
      new StorageSettings(Kind.SQLITE, null, null, Duration.ofHours(24), Duration.ofDays(30));

  /** Creates settings that keep logs of turns for a time, and everything else for ever. */
  public StorageSettings(
      Kind kind,
      PostgresqlStorage.@Nullable ConnectionSettings postgresql,
      @Nullable String redis,
      Duration idempotencyKeyRetention,
      Duration turnLogRetention) {
    this(
        kind,
        postgresql,
        redis,
        idempotencyKeyRetention,
        new RetentionPolicy(new Times(turnLogRetention, null, null), Map.of(), Map.of()));
  }

  /** The kind of storage for turns and conversations. */
  public enum Kind {
    /** A file, for a single node. */
    SQLITE,
    /** Nothing outlives the process. */
    MEMORY,
    /** A database that several nodes share. */
    POSTGRESQL
  }
}
