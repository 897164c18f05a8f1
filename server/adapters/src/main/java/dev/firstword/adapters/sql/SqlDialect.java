package dev.firstword.adapters.sql;

/** The differences between the databases. All other statements are shared. */
enum SqlDialect {
  SQLITE("CAST(unixepoch('subsec') * 1000 AS INTEGER)", "BLOB", "", "LIKE") {
    @Override
    void lockForTransaction(Statements statements, String what) {
      // SQLite allows only one writer at a time anyway.
    }

    @Override
    void lockSharedForTransaction(Statements statements, String name) {
      // As above.
    }
  },
  POSTGRESQL(
      "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)",
      "BYTEA",
      " FOR UPDATE",
      "ILIKE") {
    @Override
    void lockForTransaction(Statements statements, String what) {
      statements.firstOrNull(
          "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", _ -> true, what);
    }

    @Override
    void lockSharedForTransaction(Statements statements, String name) {
      statements.firstOrNull(
          "SELECT pg_advisory_xact_lock_shared(hashtextextended(?, 0))", _ -> true, name);
    }
  };

  private final String nowMs;
  private final String blobType;
  private final String forUpdate;
  private final String ignoringCase;

  SqlDialect(String nowMs, String blobType, String forUpdate, String ignoringCase) {
    this.nowMs = nowMs;
    this.blobType = blobType;
    this.forUpdate = forUpdate;
    this.ignoringCase = ignoringCase;
  }

  /** An SQL expression for the database's clock, in epoch milliseconds. */
  String nowMs() {
    return nowMs;
  }

  /** The type of a column of bytes. */
  String blobType() {
    return blobType;
  }

  /** What to add to a query to lock its rows for changes; empty if the whole database is. */
  String forUpdate() {
    return forUpdate;
  }

  /** The operator that matches a pattern in any case; SQLite knows only the case of a to z. */
  String ignoringCase() {
    return ignoringCase;
  }

  /** Acquires a lock on the name, which is held until the transaction ends. */
  abstract void lockForTransaction(Statements statements, String name);

  /** Like {@link #lockForTransaction}, but several transactions may hold it shared. */
  abstract void lockSharedForTransaction(Statements statements, String name);
}
