/**
 * What a turn costs on several nodes over PostgreSQL and Redis, and how much later it is heard on
 * another node. Start reading at {@link dev.firstword.bench.cluster.ClusterBenchmark}.
 */
@NullMarked
package dev.firstword.bench.cluster;

import org.jspecify.annotations.NullMarked;
