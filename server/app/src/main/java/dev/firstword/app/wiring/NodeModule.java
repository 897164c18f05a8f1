package dev.firstword.app.wiring;

import dev.firstword.adapters.redis.RedisTurnBus;
import dev.firstword.adapters.sql.Storage;
import dev.firstword.core.protocol.Identifier;
import dev.firstword.core.turn.cluster.ClusterCoordinator;
import dev.firstword.core.turn.store.TurnBus;
import org.jspecify.annotations.Nullable;

/**
 * This node, and what it shares with the others.
 *
 * @param bus connects this node to others; absent when there are none, or only the store does
 */
record NodeModule(String id, Storage storage, @Nullable TurnBus bus) {

  /** Connects this node to the bus, if one is configured. */
  static NodeModule connect(ServerRuntime runtime, Storage storage) {
    String redis = runtime.settings().storage().redis();
    TurnBus bus =
        redis == null
            ? null
            : runtime.lifecycle().add("bus", RedisTurnBus.connect(redis, runtime.scheduler()));
    return new NodeModule(Identifier.create("node", runtime.clock().millis()), storage, bus);
  }

  ClusterCoordinator.Membership membership() {
    return new ClusterCoordinator.Membership(id, storage.isShared(), bus);
  }
}
