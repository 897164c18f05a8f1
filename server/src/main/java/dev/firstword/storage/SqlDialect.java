package dev.firstword.storage;

import org.jdbi.v3.core.Handle;

/** What the databases say differently. All other statements are the same for each. */
enum SqlDialect {
  SQLITE("CAST(unixepoch('subsec') * 1000 AS INTEGER)") {
    @Override
    void oneAtATime(Handle handle, String what) {
      // There is one writer at a time as it is.
    }
  },
  POSTGRESQL("CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)") {
    @Override
    void oneAtATime(Handle handle, String what) {
      handle.execute("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", what);
    }
  };

  private final String nowMs;

  SqlDialect(String nowMs) {
    this.nowMs = nowMs;
  }

  /** An expression for the database's own time, in epoch milliseconds. */
  String nowMs() {
    return nowMs;
  }

  /** Lets only one transaction at a time go on that names the same thing. */
  abstract void oneAtATime(Handle handle, String what);
}
