package dev.firstword.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.protocol.RefusedException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

final class DatabaseTest {

  private static final String GOING_DOWN = "57P01";
  private static final String SYNTAX = "42601";

  private final AtomicInteger broken = new AtomicInteger();
  private final AtomicInteger letGo = new AtomicInteger();

  @Test
  void readsOnANewConnectionWhenAllOfThePoolBrokeTogether() {
    Database database = over(GOING_DOWN);
    broken.set(10);

    assertThat(database.read(DatabaseTest::one)).isOne();
    assertThat(letGo).hasValue(1);
  }

  @Test
  void aWriteThatMetABrokenConnectionLeavesNoneForTheNext() {
    Database database = over(GOING_DOWN);
    broken.set(10);

    assertThatThrownBy(() -> database.commit(DatabaseTest::one))
        .isInstanceOf(RefusedException.class);
    assertThat(database.commit(DatabaseTest::one)).isOne();
  }

  @Test
  void aFaultOfTheStatementCostsNoConnection() {
    Database database = over(SYNTAX);
    broken.set(1);

    assertThatThrownBy(() -> database.read(DatabaseTest::one))
        .isNotInstanceOf(RefusedException.class);
    assertThat(letGo).hasValue(0);
  }

  private static int one(Handle handle) {
    return handle.execute("SELECT 1");
  }

  /** A pool whose first connections answer with that SQL state, as long as they are kept. */
  private Database over(String state) {
    Jdbi pool = Jdbi.create(() -> connection(state));
    return new Database(
        SqlDialect.POSTGRESQL,
        pool,
        new PooledCommits(pool),
        () -> {
          letGo.incrementAndGet();
          broken.set(0);
        });
  }

  private Connection connection(String state) {
    boolean isBroken = broken.getAndUpdate(left -> Math.max(left - 1, 0)) > 0;
    return proxy(
        Connection.class,
        name -> {
          if (name.equals("prepareStatement") && isBroken) {
            throw new SQLException("broken", state);
          }
        });
  }

  private interface Reaction {
    void called(String method) throws SQLException;
  }

  /** Answers every call with nothing, or with a thing that does the same. */
  private static <T> T proxy(Class<T> type, Reaction reaction) {
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
