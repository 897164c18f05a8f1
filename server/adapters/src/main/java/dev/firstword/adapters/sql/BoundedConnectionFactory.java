package dev.firstword.adapters.sql;

import com.zaxxer.hikari.HikariDataSource;
import dev.firstword.core.fairness.FairSemaphore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;

/**
 * Lets at most as many threads into a connection pool as it has connections; the others wait here,
 * those of each tenant in turn. HikariCP hands a returned connection to a waiting thread by
 * retrying until that thread takes it. If both are virtual threads, the retries can keep every
 * carrier thread busy, so that the waiting thread never runs. This is HikariCP issue 2398; with
 * 7.1.0 on two cores, the wait never ended.
 */
final class BoundedConnectionFactory implements ConnectionFactory {

  private static final int MAX_WAITING = 20_000;
  private static final int MAX_WAITING_OF_TENANT = 10_000;

  /** For which tenant a thread opens connections, if not for the server itself. */
  private static final ScopedValue<String> TENANT = ScopedValue.newInstance();

  private final DataSource pool;
  private final int size;
  private final FairSemaphore permits;
  private final Duration timeout;

  /** Creates a factory over a pool, with the pool's own size and timeout. */
  static BoundedConnectionFactory of(HikariDataSource pool) {
    return new BoundedConnectionFactory(
        pool, pool.getMaximumPoolSize(), Duration.ofMillis(pool.getConnectionTimeout()));
  }

  /**
   * Creates a factory over a pool.
   *
   * @param size the number of connections in the pool
   * @param timeout how long a thread waits for a connection
   */
  BoundedConnectionFactory(DataSource pool, int size, Duration timeout) {
    this.pool = pool;
    this.size = size;
    this.permits = new FairSemaphore(size, MAX_WAITING, MAX_WAITING_OF_TENANT);
    this.timeout = timeout;
  }

  /** Runs work that waits for connections in the turn of a tenant. */
  static <T> T inTurnOf(String tenant, Supplier<T> work) {
    return ScopedValue.where(TENANT, tenant).call(work::get);
  }

  /** Returns how the pool is used now. */
  PoolUsage usage(String name) {
    return new PoolUsage(name, size - permits.availablePermits(), permits.waiting(), size);
  }

  @Override
  public Connection openConnection() throws SQLException {
    acquire();
    boolean opened = false;
    try {
      Connection connection = pool.getConnection();
      opened = true;
      return connection;
    } finally {
      if (!opened) {
        permits.release();
      }
    }
  }

  private void acquire() throws SQLException {
    try {
      if (!permits.tryAcquire(TENANT.orElse(Committer.SERVER), timeout)) {
        throw new SQLTransientConnectionException(
            "no connection became free within " + timeout.toMillis() + " ms");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException("interrupted while waiting for a connection", e);
    }
  }

  @Override
  public void closeConnection(Connection connection) throws SQLException {
    try {
      connection.close();
    } finally {
      permits.release();
    }
  }
}
