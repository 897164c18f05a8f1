package dev.firstword.adapters.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;

/** Commits changes to a database. Each is atomic, and durable when the call returns. */
interface Committer extends AutoCloseable {

  /** A change to the database. It may run twice; the first attempt is then rolled back. */
  interface Write<T> {
    T apply(Transaction transaction);
  }

  /**
   * An open transaction.
   *
   * @param statements for what every turn runs
   * @param handle for everything else
   */
  record Transaction(Statements statements, Handle handle) {}

  /** In place of a tenant, for writes of the server itself. */
  String SERVER = "";

  /**
   * Runs the write and waits until it is durable.
   *
   * @throws RuntimeException if the write throws it, or could not be committed in time
   */
  default <T> T commit(Write<T> write) {
    return commit(SERVER, write);
  }

  /** Like {@link #commit(Write)} for a tenant, whose writes run in turn with those of others. */
  <T> T commit(String tenant, Write<T> write);

  /**
   * Runs the write and returns as soon as its result is known, so that the caller can continue
   * while the result is made durable. Writes of tenants that wait run in turn.
   *
   * @param tenant the tenant whose write it is
   * @throws RuntimeException if the write throws it, or did not run in time
   */
  <T> StagedCommit<T> commitInStages(String tenant, Write<T> write);

  /**
   * A write that has run.
   *
   * @param durable completes once the result is durable; fails if it was rolled back
   */
  record StagedCommit<T>(T result, CompletableFuture<?> durable) {}

  /** Work on a connection, outside of transactions. */
  interface Maintenance {
    void run(Connection connection) throws SQLException;
  }

  /**
   * Runs work while no write runs, and waits for it. Writes wait meanwhile.
   *
   * @throws RuntimeException if the work fails
   */
  void runAlone(Maintenance work);

  /** Returns the number of writes that wait for others. */
  int waiting();

  @Override
  void close();
}
