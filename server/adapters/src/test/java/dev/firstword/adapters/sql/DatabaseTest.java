package dev.firstword.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.core.protocol.ProblemException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

final class DatabaseTest {

  private static final String ADMIN_SHUTDOWN = "57P01";
  private static final String SYNTAX_ERROR = "42601";

  private final AtomicInteger brokenConnections = new AtomicInteger();
  private final AtomicInteger evictions = new AtomicInteger();

  @Test
  void retriesAReadOnANewConnection() {
    Database database = databaseFailingWith(ADMIN_SHUTDOWN);
    brokenConnections.set(10);

    assertThat(database.read(DatabaseTest::executeOne)).isOne();
    assertThat(evictions).hasValue(1);
  }

  @Test
  void aFailedWriteEvictsBrokenConnections() {
    Database database = databaseFailingWith(ADMIN_SHUTDOWN);
    brokenConnections.set(10);

    assertThatThrownBy(() -> database.commit(DatabaseTest::executeOne))
        .isInstanceOf(ProblemException.class);
    assertThat(database.commit(DatabaseTest::executeOne)).isOne();
  }

  @Test
  void aStatementErrorEvictsNoConnection() {
    Database database = databaseFailingWith(SYNTAX_ERROR);
    brokenConnections.set(1);

    assertThatThrownBy(() -> database.read(DatabaseTest::executeOne))
        .isNotInstanceOf(ProblemException.class);
    assertThat(evictions).hasValue(0);
  }

  private static int executeOne(Handle handle) {
    return handle.execute("SELECT 1");
  }

  /** A pool whose first connections fail with the SQL state until they are evicted. */
  private Database databaseFailingWith(String state) {
    Jdbi pool = Jdbi.create(() -> connection(state));
    return new Database(
        SqlDialect.POSTGRESQL,
        pool,
        new PooledCommitter(pool),
        () -> {
          evictions.incrementAndGet();
          brokenConnections.set(0);
        });
  }

  private Connection connection(String state) {
    boolean isBroken = brokenConnections.getAndUpdate(left -> Math.max(left - 1, 0)) > 0;
    return proxy(
        Connection.class,
        name -> {
          if (name.equals("prepareStatement") && isBroken) {
            throw new SQLException("broken", state);
          }
        });
  }

  private interface CallHandler {
    void called(String method) throws SQLException;
  }

  /** A proxy whose methods return default values, or further proxies for interfaces. */
  private static <T> T proxy(Class<T> type, CallHandler reaction) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, _) -> {
              reaction.called(method.getName());
              Class<?> result = method.getReturnType();
              if (result.isInterface()) {
                return proxy(result, _ -> {});
              }
              if (result == boolean.class) {
                return false;
              }
              if (result == int.class) {
                return method.getName().equals("getUpdateCount") ? 1 : 0;
              }
              return null;
            }));
  }
}
