package dev.firstword.bench.cluster;

import dev.firstword.bench.harness.ServerNode;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that share the load of one run.
 *
 * @param name in figures
 * @param backend what they share; absent for a single node on SQLite
 */
record ClusterNodes(String name, List<ServerNode> nodes, @Nullable ClusterBackend backend) {

  ClusterNodes {
    nodes = List.copyOf(nodes);
  }

  List<URI> addresses() {
    return nodes.stream().map(ServerNode::address).toList();
  }
}
