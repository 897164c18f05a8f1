package dev.firstword.app;

import dev.firstword.storage.PostgresqlStorage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where things are kept, and what connects the nodes that share them.
 *
 * @param postgresql where the database is, for that kind
 * @param redis address of the Redis between the nodes, such as {@code redis://host:6379}; absent:
 *     nodes find each other's turns in the store alone
 * @param keepKeys how long an idempotency key is known
 * @param keepLogs how long a turn that ended can be replayed
 */
public record StorageSettings(
    Kind kind,
    PostgresqlStorage.@Nullable Address postgresql,
    @Nullable String redis,
    Duration keepKeys,
    Duration keepLogs) {

  public static final StorageSettings DEFAULTS =
      new StorageSettings(Kind.SQLITE, null, null, Duration.ofHours(24), Duration.ofDays(30));

  /** What turns and conversations are kept in. */
  public enum Kind {
    /** A file, for one node. */
    SQLITE,
    /** Nothing that outlives the process. */
    MEMORY,
    /** A database that nodes share. */
    POSTGRESQL
  }
}
