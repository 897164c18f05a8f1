package dev.firstword.adapters.sql;

import com.zaxxer.hikari.HikariDataSource;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jdbi.v3.core.transaction.UnableToRestoreAutoCommitStateException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Gives the stores access to a database. If the database is unavailable, all methods throw a {@link
 * ProblemException} that tells the client to retry later; other failures are rethrown unchanged.
 *
 * @param evictConnections evicts all pooled connections; called when one turns out to be broken,
 *     because the others most likely are too
 */
record Database(
    SqlDialect dialect,
    Jdbi readJdbi,
    Committer committer,
    Runnable evictConnections,
    Availability availability) {

  private static final Set<SQLiteErrorCode> FILE_FAILURES =
      Set.of(
          SQLiteErrorCode.SQLITE_FULL,
          SQLiteErrorCode.SQLITE_IOERR,
          SQLiteErrorCode.SQLITE_READONLY,
          SQLiteErrorCode.SQLITE_CANTOPEN);

  private static final Set<SQLiteErrorCode> DAMAGE =
      Set.of(SQLiteErrorCode.SQLITE_CORRUPT, SQLiteErrorCode.SQLITE_NOTADB);

  /** A write of one row, which looks like an expired lease and is deleted like one. */
  private static final String PROBE_SQL =
      "INSERT INTO nodes (id, expires_at) VALUES ('readiness', 1)"
          + " ON CONFLICT (id) DO UPDATE SET expires_at = nodes.expires_at + 1";

  /** Creates a database that counts as available until a write fails. */
  Database(SqlDialect dialect, Jdbi readJdbi, Committer committer, Runnable evictConnections) {
    this(dialect, readJdbi, committer, evictConnections, new Availability());
  }

  /**
   * Creates a Jdbi over a pool of connections. Exception messages omit bound values, because they
   * contain users' text and exceptions are logged.
   */
  static Jdbi createJdbi(HikariDataSource pool) {
    return createJdbi(BoundedConnectionFactory.of(pool));
  }

  /** Creates a Jdbi over the pool behind a factory. */
  static Jdbi createJdbi(BoundedConnectionFactory connections) {
    Jdbi jdbi = Jdbi.create(connections);
    jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
    return jdbi;
  }

  /**
   * Runs a query outside of a transaction. If the connection broke since it was last used, evicts
   * the pool, whose connections most likely broke too, and retries once.
   */
  <T> T read(Function<Handle, T> query) {
    return translateOutages(() -> {
      try {
        return readJdbi.withHandle(query::apply);
      } catch (ConnectionException e) {
        throw e; // No connection can be opened.
      } catch (RuntimeException e) {
        if (!isUnavailable(e)) {
          throw e;
        }
        evictConnections.run();
        return readJdbi.withHandle(query::apply);
      }
    });
  }

  /** Like {@link #read(Function)} for a tenant, which waits in turn with others. */
  <T> T read(String tenant, Function<Handle, T> query) {
    return BoundedConnectionFactory.inTurnOf(tenant, () -> read(query));
  }

  /**
   * Returns whether writes succeed, as far as is known. After one that failed because the database
   * is unavailable, tries again. Blocks.
   */
  boolean isWritable() {
    availability.probe(() -> commit(handle -> handle.execute(PROBE_SQL)));
    return !availability.isFailing();
  }

  /** Runs a write atomically. */
  <T> T commit(Function<Handle, T> write) {
    return commitTransaction(transaction -> write.apply(transaction.handle()));
  }

  /** Runs a write of a tenant atomically, in turn with those of others. */
  <T> T commit(String tenant, Function<Handle, T> write) {
    T result =
        translateOutages(
            () -> committer.commit(tenant, transaction -> write.apply(transaction.handle())));
    availability.recordSuccess();
    return result;
  }

  /** Runs a write atomically, with statements that stay prepared. */
  <T> T commitTransaction(Committer.Write<T> write) {
    T result = translateOutages(() -> committer.commit(write));
    availability.recordSuccess();
    return result;
  }

  /**
   * Like {@link #commitTransaction} for a tenant's write, but returns as soon as the result is
   * known.
   */
  <T> Committer.StagedCommit<T> commitInStages(String tenant, Committer.Write<T> write) {
    Committer.StagedCommit<T> commit =
        translateOutages(() -> committer.commitInStages(tenant, write));
    return new Committer.StagedCommit<>(
        commit.result(),
        commit
            .durable()
            .whenComplete((_, failure) -> {
              if (failure == null) {
                availability.recordSuccess();
              }
            })
            .exceptionallyCompose(failure -> CompletableFuture.failedFuture(translate(failure))));
  }

  private <T> T translateOutages(Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      throw translate(e) instanceof RuntimeException translated ? translated : e;
    }
  }

  /** Returns the problem to report if the database is unavailable, or else the failure itself. */
  private Throwable translate(Throwable failure) {
    if (failure instanceof TimeoutException) {
      return new ProblemException(Problem.storeUnavailable(), failure);
    }
    if (failure instanceof ProblemException
        || !(failure instanceof RuntimeException unexpected)
        || !isUnavailable(unexpected)) {
      return failure;
    }
    if (isDamage(failure)) {
      availability.recordDamage(failure.toString());
    } else {
      availability.recordFailure(failure);
    }
    evictConnections.run();
    return new ProblemException(Problem.storeUnavailable(), failure);
  }

  private static boolean isUnavailable(RuntimeException failure) {
    if (failure instanceof ConnectionException) {
      return true;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientException
          || cause instanceof UnableToRestoreAutoCommitStateException
          || (cause instanceof SQLiteException sqlite && isFileFailure(sqlite.getResultCode()))
          || (cause instanceof SQLException sql && isConnectionFailure(sql.getSQLState()))) {
        return true;
      }
    }
    return false;
  }

  /** Whether SQLite found that pages of its file are not what they should be. */
  static boolean isDamage(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLiteException sqlite && isOneOf(DAMAGE, sqlite.getResultCode())) {
        return true;
      }
    }
    return false;
  }

  /** The disk is full or broken, or the file can't be used. Extended codes use higher bits. */
  private static boolean isFileFailure(SQLiteErrorCode code) {
    return isOneOf(FILE_FAILURES, code) || isOneOf(DAMAGE, code);
  }

  private static boolean isOneOf(Set<SQLiteErrorCode> codes, SQLiteErrorCode code) {
    int primary = code.code & 0xff;
    return codes.stream().anyMatch(failure -> failure.code == primary);
  }

  /**
   * 08: broken connection; 57P: server shutting down or starting; 53: out of resources; 25006: a
   * standby, which was the primary or will be.
   */
  private static boolean isConnectionFailure(@Nullable String state) {
    return state != null
        && (state.startsWith("08")
            || state.startsWith("57P")
            || state.startsWith("53")
            || state.equals("25006"));
  }
}
