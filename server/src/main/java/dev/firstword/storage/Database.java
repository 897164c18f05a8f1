package dev.firstword.storage;

import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jspecify.annotations.Nullable;

/**
 * A database as the stores use it. When it can't be reached, everything here throws a {@link
 * RefusedException} that says "wait"; other failures are faults and come through as they are.
 *
 * @param letConnectionsGo closes the pooled connections as they become free: called when one turns
 *     out to be broken, so that nobody after it meets the others
 */
record Database(SqlDialect dialect, Jdbi reading, Commits commits, Runnable letConnectionsGo) {

  /**
   * Statements over those connections. A failure tells the statement's trouble, not its values:
   * they are what people wrote, and failures are logged.
   */
  static Jdbi statements(DataSource connections) {
    Jdbi jdbi = Jdbi.create(connections);
    jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
    return jdbi;
  }

  /**
   * Reads, in no transaction. A connection may have broken since it was last used: then it is tried
   * once more, on a new one, for the others broke with it.
   */
  <T> T read(Function<Handle, T> query) {
    return reached(() -> {
      try {
        return reading.withHandle(query::apply);
      } catch (ConnectionException e) {
        throw e; // There is no other.
      } catch (RuntimeException e) {
        if (!isAway(e)) {
          throw e;
        }
        letConnectionsGo.run();
        return reading.withHandle(query::apply);
      }
    });
  }

  /** Writes, all or nothing. */
  <T> T commit(Commits.Write<T> write) {
    return reached(() -> commits.commit(write));
  }

  private <T> T reached(Supplier<T> work) {
    try {
      return work.get();
    } catch (RefusedException e) {
      throw e;
    } catch (RuntimeException e) {
      if (!isAway(e)) {
        throw e;
      }
      letConnectionsGo.run();
      throw new RefusedException(Problem.storeAway(), e);
    }
  }

  private static boolean isAway(RuntimeException failure) {
    if (failure instanceof ConnectionException) {
      return true;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientException
          || (cause instanceof SQLException sql && tellsOfAConnection(sql.getSQLState()))) {
        return true;
      }
    }
    return false;
  }

  /** Class 08 is a broken connection, 57P the server going down or coming up, 53 a lack of room. */
  private static boolean tellsOfAConnection(@Nullable String state) {
    return state != null
        && (state.startsWith("08") || state.startsWith("57P") || state.startsWith("53"));
  }
}
