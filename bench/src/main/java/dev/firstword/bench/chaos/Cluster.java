package dev.firstword.bench.chaos;

import dev.firstword.bench.stage.Node;
import dev.firstword.bench.stage.Postgres;
import dev.firstword.bench.stage.Redis;
import dev.firstword.bench.stage.Simulator;
import dev.firstword.bench.stage.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** Two servers on one PostgreSQL and one Redis, each a process that can be stopped. */
final class Cluster implements AutoCloseable {

  private final Site site;
  private final Postgres postgres;
  private final Redis redis;
  private final Node first;
  private final Node second;

  private Cluster(Site site, Postgres postgres, Redis redis, String more) throws IOException {
    this.site = site;
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
            .formatted(postgres.url(), Postgres.USER, redis.url(), more);
    first = site.node("first", settings);
    second = site.node("second", settings);
  }

  /**
   * Starts all of it.
   *
   * @param more further lines of both servers' settings, as YAML; may be empty
   */
  static Cluster open(Path root, String more) throws IOException, InterruptedException {
    Site site = Site.open(root);
    try {
      Postgres postgres = Postgres.start(site.folder());
      try {
        Redis redis = Redis.open();
        try {
          Cluster cluster = new Cluster(site, postgres, redis, more);
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
      site.keep();
      site.close();
      throw e;
    }
  }

  Node first() {
    return first;
  }

  Node second() {
    return second;
  }

  Postgres postgres() {
    return postgres;
  }

  Redis redis() {
    return redis;
  }

  Simulator simulator() {
    return site.simulator();
  }

  /** Stops both servers and reads what they left. */
  Kept stopAndRead() throws SQLException {
    first.close();
    second.close();
    return Kept.at(postgres.url(), Postgres.USER);
  }

  /** Leaves what the servers printed where it is. */
  void keep() {
    site.keep();
  }

  @Override
  public void close() throws IOException {
    first.close();
    second.close();
    try (site;
        postgres) {
      redis.close();
    }
  }
}
