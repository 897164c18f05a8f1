package dev.firstword.bench.chaos;

import dev.firstword.bench.harness.BenchEnvironment;
import dev.firstword.bench.harness.RestartablePostgres;
import dev.firstword.bench.harness.RestartableRedis;
import dev.firstword.bench.harness.ServerNode;
import dev.firstword.bench.harness.SimulatorClient;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** Two servers on one PostgreSQL and one Redis, each in its own process that can be stopped. */
final class TwoNodeCluster implements AutoCloseable {

  private final BenchEnvironment environment;
  private final RestartablePostgres postgres;
  private final RestartableRedis redis;
  private final ServerNode first;
  private final ServerNode second;

  private TwoNodeCluster(
      BenchEnvironment environment,
      RestartablePostgres postgres,
      RestartableRedis redis,
      String more)
      throws IOException {
    this.environment = environment;
    this.postgres = postgres;
    this.redis = redis;
    String settings =
        """
        storage: postgresql
        postgresql: {url: "%s", user: %s, password: ""}
        cluster: redis
        redis: {url: "%s"}
        %s\
        """
            .formatted(postgres.url(), RestartablePostgres.USER, redis.url(), more);
    first = environment.node("first", settings);
    second = environment.node("second", settings);
  }

  /**
   * Starts all processes.
   *
   * @param more additional YAML lines for both servers' settings; may be empty
   */
  static TwoNodeCluster open(Path root, String more) throws IOException, InterruptedException {
    BenchEnvironment environment = BenchEnvironment.open(root);
    try {
      RestartablePostgres postgres = RestartablePostgres.start(environment.folder());
      try {
        RestartableRedis redis = RestartableRedis.open();
        try {
          TwoNodeCluster cluster = new TwoNodeCluster(environment, postgres, redis, more);
          cluster.first.start();
          cluster.second.start();
          return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
          redis.close();
          throw e;
        }
      } catch (IOException | InterruptedException | RuntimeException e) {
        postgres.close();
        throw e;
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      environment.keepFiles();
      environment.close();
      throw e;
    }
  }

  ServerNode first() {
    return first;
  }

  ServerNode second() {
    return second;
  }

  RestartablePostgres postgres() {
    return postgres;
  }

  RestartableRedis redis() {
    return redis;
  }

  SimulatorClient simulator() {
    return environment.simulator();
  }

  /** Stops both servers and reads the database. */
  DatabaseSnapshot stopAndReadDatabase() throws SQLException {
    first.close();
    second.close();
    return DatabaseSnapshot.ofJdbc(postgres.url(), RestartablePostgres.USER);
  }

  /** Keeps the servers' output files. */
  void keepFiles() {
    environment.keepFiles();
  }

  @Override
  public void close() throws IOException {
    first.close();
    second.close();
    try (environment;
        postgres) {
      redis.close();
    }
  }
}
