package dev.firstword.storage;

import org.jdbi.v3.core.Handle;

/** Makes changes to a database, each all or nothing and durable when the call returns. */
interface Commits extends AutoCloseable {

  /** A change to the database. It may run twice: the first attempt's effects are undone. */
  interface Write<T> {
    T apply(Handle handle);
  }

  /**
   * Runs the write and waits until it is durable.
   *
   * @throws RuntimeException what the write threw, or when it could not be done in time
   */
  <T> T commit(Write<T> write);

  @Override
  void close();
}
