package dev.firstword.bench.cluster;

import dev.firstword.bench.harness.RestartablePostgres;
import dev.firstword.bench.harness.RestartableRedis;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;

/** The PostgreSQL and the Redis of one cluster. */
record ClusterBackend(RestartablePostgres postgres, RestartableRedis redis)
    implements AutoCloseable {

  static ClusterBackend start(Path folder) throws IOException {
    RestartablePostgres postgres = RestartablePostgres.startWithoutCheckpoints(folder);
    try {
      return new ClusterBackend(postgres, RestartableRedis.open());
    } catch (IOException | RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  /** The lines of a node's settings that connect it to both. */
  String settings() {
    return """
    storage: postgresql
    postgresql: {url: "%s", user: %s, password: ""}
    cluster: redis
    redis: {url: "%s"}
    """
        .formatted(postgres.url(), RestartablePostgres.USER, redis.url());
  }

  RedisInfo redisInfo() throws IOException {
    return RedisInfo.of(URI.create(redis.url()));
  }

  PostgresCounters postgresCounters() throws SQLException, IOException {
    return PostgresCounters.of(postgres.url(), RestartablePostgres.USER, postgres.pid());
  }

  @Override
  public void close() throws IOException {
    try (postgres) {
      redis.close();
    }
  }
}
