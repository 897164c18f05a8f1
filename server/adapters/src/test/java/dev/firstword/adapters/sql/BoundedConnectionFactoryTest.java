package dev.firstword.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedConnectionFactoryTest {

  private static final int SIZE = 2;
  private static final Duration SHORT = Duration.ofMillis(20);

  private HikariDataSource pool;

  @BeforeEach
  void openPool(@TempDir Path folder) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:sqlite:" + folder.resolve("test.db"));
    config.setMaximumPoolSize(SIZE);
    pool = new HikariDataSource(config);
  }

  @AfterEach
  void closePool() {
    pool.close();
  }

  @Test
  void virtualThreadsThatShareFewConnectionsAllFinish() {
    Jdbi jdbi = Database.createJdbi(pool);
    AtomicInteger sum = new AtomicInteger();
    AtomicInteger mostWaiting = new AtomicInteger();

    try (ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int thread = 0; thread < 2_000; thread++) {
        virtualThreads.execute(() -> {
          sum.addAndGet(
              jdbi.withHandle(handle -> handle.select("SELECT 1").mapTo(Integer.class).one()));
          mostWaiting.accumulateAndGet(
              pool.getHikariPoolMXBean().getThreadsAwaitingConnection(), Math::max);
        });
      }
    }

    assertThat(sum).hasValue(2_000);
    assertThat(mostWaiting.get()).as("threads that wait in the pool").isLessThanOrEqualTo(SIZE);
  }

  @Test
  void aThreadThatGetsNoConnectionInTimeFails() throws SQLException {
    BoundedConnectionFactory factory = new BoundedConnectionFactory(pool, 1, SHORT);
    Connection taken = factory.openConnection();

    assertThatThrownBy(factory::openConnection)
        .isInstanceOf(SQLTransientConnectionException.class)
        .hasMessageContaining("within 20 ms");

    factory.closeConnection(taken);
    factory.closeConnection(factory.openConnection());
  }

  @Test
  void threadsOfEachTenantGetConnectionsInTurn() throws Exception {
    BoundedConnectionFactory factory =
        new BoundedConnectionFactory(pool, 1, Duration.ofSeconds(20));
    Connection taken = factory.openConnection();
    List<String> order = new CopyOnWriteArrayList<>();
    try (ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String tenant : List.of("flooding", "flooding", "flooding", "other")) {
        int waiting = factory.usage("test").waiting();
        virtualThreads.execute(
            () -> BoundedConnectionFactory.inTurnOf(tenant, () -> order.add(use(factory, tenant))));
        while (factory.usage("test").waiting() == waiting) {
          Thread.onSpinWait();
        }
      }
      factory.closeConnection(taken);
    }

    assertThat(order).containsExactly("flooding", "other", "flooding", "flooding");
  }

  private static String use(BoundedConnectionFactory factory, String tenant) {
    try {
      factory.closeConnection(factory.openConnection());
      return tenant;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aPoolThatFailsKeepsNoPermit() throws SQLException {
    BoundedConnectionFactory factory = new BoundedConnectionFactory(pool, 1, SHORT);
    pool.close();

    for (int attempt = 0; attempt < 3; attempt++) {
      assertThatThrownBy(factory::openConnection).hasMessageContaining("has been closed");
    }
  }
}
