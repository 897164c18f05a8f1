package dev.firstword.storage;

import org.jdbi.v3.core.Jdbi;

/** Each write in a transaction of its own, as many at once as there are connections. */
record PooledCommits(Jdbi writing) implements Commits {

  @Override
  public <T> T commit(Write<T> write) {
    return writing.inTransaction(write::apply);
  }

  @Override
  public void close() {}
}
