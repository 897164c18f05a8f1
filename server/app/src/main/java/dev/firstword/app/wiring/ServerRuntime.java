package dev.firstword.app.wiring;

import dev.firstword.app.config.Settings;
import dev.firstword.core.profile.Profiles;
import dev.firstword.operations.metrics.Metrics;
import dev.firstword.relay.time.Clock;
import dev.firstword.relay.time.TaskScheduler;
import java.util.concurrent.ExecutorService;

/**
 * What the modules of a server run on.
 *
 * @param virtualThreads runs what blocks, each task on a thread of its own
 * @param jobEventLoops supplies the event loops of turns without a client
 * @param lifecycle knows how to close what has been started
 */
record ServerRuntime(
    Settings settings,
    Profiles profiles,
    TaskScheduler scheduler,
    ExecutorService virtualThreads,
    RoundRobinEventLoops jobEventLoops,
    Metrics metrics,
    Lifecycle lifecycle) {

  Clock clock() {
    return scheduler.clock();
  }
}
