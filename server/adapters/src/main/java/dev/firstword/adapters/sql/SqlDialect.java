package dev.firstword.adapters.sql;

import org.jdbi.v3.core.Handle;

/** The differences between the databases. All other statements are shared. */
enum SqlDialect {
  SQLITE("CAST(unixepoch('subsec') * 1000 AS INTEGER)") {
    @Override
    void lockForTransaction(Handle handle, String what) {
      // SQLite allows only one writer at a time anyway.
    }
  },
  POSTGRESQL("CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)") {
    @Override
    void lockForTransaction(Handle handle, String what) {
      handle.execute("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", what);
    }
  };

  private final String nowMs;

  SqlDialect(String nowMs) {
    this.nowMs = nowMs;
  }

  /** An SQL expression for the database's clock, in epoch milliseconds. */
  String nowMs() {
    return nowMs;
  }

  /** Acquires a lock on the name, which is held until the transaction ends. */
  abstract void lockForTransaction(Handle handle, String name);
}
