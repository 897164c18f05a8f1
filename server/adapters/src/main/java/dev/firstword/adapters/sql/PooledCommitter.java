package dev.firstword.adapters.sql;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Jdbi;

/** Runs each write in its own transaction, limited only by the connection pool. */
record PooledCommitter(Jdbi writing) implements Committer {

  @Override
  public <T> T commit(String tenant, Write<T> write) {
    return BoundedConnectionFactory.inTurnOf(tenant, () -> inTransaction(write));
  }

  private <T> T inTransaction(Write<T> write) {
    return writing.inTransaction(handle -> {
      try (Statements statements = new Statements(handle.getConnection())) {
        return write.apply(new Transaction(statements, handle));
      }
    });
  }

  @Override
  public <T> StagedCommit<T> commitInStages(String tenant, Write<T> write) {
    return new StagedCommit<>(commit(tenant, write), CompletableFuture.completedFuture(null));
  }

  /** Writes wait for a connection instead. */
  @Override
  public int waiting() {
    return 0;
  }

  /** There is nothing to keep writes from: the database has other clients too. */
  @Override
  public void runAlone(Maintenance work) {
    try {
      writing.useHandle(handle -> work.run(handle.getConnection()));
    } catch (SQLException e) {
      throw new StorageException("the database could not be maintained: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {}
}
