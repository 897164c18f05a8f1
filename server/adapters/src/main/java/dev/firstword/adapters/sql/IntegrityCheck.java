package dev.firstword.adapters.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for damaged pages of a database, once, in the background. Otherwise, requests find them one
 * by one.
 */
final class IntegrityCheck implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(IntegrityCheck.class);

  /** Reading more takes so long that the write-ahead log grows, because it is in use meanwhile. */
  private static final long MAX_BYTES = 2L * 1024 * 1024 * 1024;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final String SOUND = "ok";

  private final DataSource database;
  private final Consumer<String> onDamage;
  private final Thread thread;

  /** The statement that runs. Guarded by this. */
  private @Nullable Statement running;

  /** Guarded by this. */
  private boolean closed;

  private IntegrityCheck(Path file, DataSource database, Consumer<String> onDamage) {
    this.database = database;
    this.onDamage = onDamage;
    thread = Thread.ofPlatform().name("sqlite-check").daemon().unstarted(() -> run(file));
  }

  /**
   * Starts a check.
   *
   * @param onDamage called with the first finding, if there is one
   */
  static IntegrityCheck start(Path file, DataSource database, Consumer<String> onDamage) {
    IntegrityCheck check = new IntegrityCheck(file, database, onDamage);
    check.thread.start();
    return check;
  }

  private void run(Path file) {
    try {
      if (Files.size(file) <= MAX_BYTES) {
        check();
      }
    } catch (IOException | SQLException e) {
      if (Database.isDamage(e)) {
        onDamage.accept(e.toString());
      } else if (!isClosed()) {
        log.warn("the database could not be checked: {}", e.toString());
      }
    }
  }

  private void check() throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      if (!begin(statement)) {
        return;
      }
      try (ResultSet findings = statement.executeQuery("PRAGMA quick_check(1)")) {
        String first = findings.next() ? findings.getString(1) : SOUND;
        if (!first.equals(SOUND)) {
          onDamage.accept(first.strip());
        }
      } finally {
        end();
      }
    }
  }

  private synchronized boolean begin(Statement statement) {
    running = statement;
    return !closed;
  }

  private synchronized void end() {
    running = null;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Ends a check that is running. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      if (running != null) {
        try {
          running.cancel();
        } catch (SQLException e) {
          log.debug("the check of the database could not be ended: {}", e.toString());
        }
      }
    }
    try {
      thread.join(CLOSE_TIMEOUT);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
