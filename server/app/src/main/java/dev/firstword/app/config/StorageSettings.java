package dev.firstword.app.config;

import dev.firstword.adapters.sql.PostgresqlStorage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where data is stored, and how nodes that share it are connected.
 *
 * @param postgresql the database connection; null for other kinds of storage
 * @param redis the URL of the Redis that connects the nodes, such as {@code redis://host:6379}; if
 *     null, nodes find each other's turns only through the store
 * @param idempotencyKeyRetention how long an idempotency key is remembered
 * @param turnLogRetention how long an ended turn can be replayed
 */
public record StorageSettings(
    Kind kind,
    PostgresqlStorage.@Nullable ConnectionSettings postgresql,
    @Nullable String redis,
    Duration idempotencyKeyRetention,
    Duration turnLogRetention) {

  public static final StorageSettings DEFAULTS =
      new StorageSettings(Kind.SQLITE, null, null, Duration.ofHours(24), Duration.ofDays(30));

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
