package dev.firstword.bench.cluster;

import java.io.IOException;
import java.sql.SQLException;

/**
 * What the parts of a cluster have used so far, or between two moments.
 *
 * @param walBytes bytes of PostgreSQL's write-ahead log
 * @param walPages pages that it holds whole, because they changed for the first time since a
 *     checkpoint
 * @param postgresSeconds CPU time of all processes of PostgreSQL
 * @param redisSeconds CPU time of Redis
 * @param nodeSeconds CPU time of all nodes
 */
record ClusterCost(
    long walBytes,
    long walPages,
    double postgresSeconds,
    double redisSeconds,
    long redisCommands,
    double nodeSeconds) {

  /** Reads the counters of a cluster. Blocks. */
  static ClusterCost of(ClusterNodes cluster) throws IOException, SQLException {
    double nodes = cluster.nodes().stream().mapToDouble(node -> node.process().cpuSeconds()).sum();
    ClusterBackend backend = cluster.backend();
    if (backend == null) {
      return new ClusterCost(0, 0, 0, 0, 0, nodes);
    }
    RedisInfo redis = backend.redisInfo();
    PostgresCounters postgres = backend.postgresCounters();
    return new ClusterCost(
        postgres.walBytes(),
        postgres.walPages(),
        postgres.cpuSeconds(),
        redis.cpuSeconds(),
        redis.commands(),
        nodes);
  }

  /** What was used since then. */
  ClusterCost since(ClusterCost earlier) {
    return new ClusterCost(
        walBytes - earlier.walBytes,
        walPages - earlier.walPages,
        postgresSeconds - earlier.postgresSeconds,
        redisSeconds - earlier.redisSeconds,
        redisCommands - earlier.redisCommands,
        nodeSeconds - earlier.nodeSeconds);
  }
}
