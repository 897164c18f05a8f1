package dev.firstword.app.wiring;

import dev.firstword.adapters.sql.Storage;
import dev.firstword.core.answer.AnswerLengthStatistics;
import dev.firstword.core.answer.SummaryCounters;
import dev.firstword.core.identity.limit.RateLimiter;
import dev.firstword.core.preparation.Preparation;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.protocol.Identifier;
import dev.firstword.core.routing.Router;
import dev.firstword.core.turn.TurnPipeline;
import dev.firstword.core.turn.TurnService;
import dev.firstword.core.turn.admission.TurnAdmission;
import dev.firstword.core.turn.admission.TurnFactory;
import dev.firstword.core.turn.cluster.ClusterCoordinator;
import dev.firstword.core.turn.running.Journal;
import dev.firstword.core.turn.running.LocalTurns;
import dev.firstword.core.turn.running.TurnListeners;
import dev.firstword.core.turn.store.TurnBus;
import dev.firstword.relay.time.Clock;
import dev.firstword.relay.time.TaskScheduler;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Builds what turns consist of. */
record TurnModule(TurnService service) {

  /**
   * Builds the turns of one node.
   *
   * @param bus connects this node to others; absent when there are none, or only the store does
   * @param maxActive how many active turns a user may have
   * @param measured whether timings are recorded for turns that start now
   * @param simulated whether the simulator provides the models
   */
  static TurnModule create(
      Profiles profiles,
      Storage storage,
      @Nullable TurnBus bus,
      Router router,
      Preparation preparation,
      SummaryCounters summaries,
      RateLimiter limits,
      int maxActive,
      ExecutorService virtualThreads,
      TaskScheduler scheduler,
      BooleanSupplier measured,
      boolean simulated) {
    Clock clock = scheduler.clock();
    String nodeId = Identifier.create("node", clock.millis());
    LocalTurns localTurns = new LocalTurns();
    TurnListeners listeners = new TurnListeners();
    Journal journal = new Journal(storage.turns(), nodeId, scheduler);
    ClusterCoordinator cluster =
        new ClusterCoordinator(
            storage.turns(),
            new ClusterCoordinator.Membership(nodeId, storage.isShared(), bus),
            localTurns,
            listeners,
            scheduler,
            virtualThreads);
    TurnFactory factory =
        new TurnFactory(localTurns, journal, cluster, listeners, measured, simulated);
    TurnAdmission admission =
        new TurnAdmission(
            profiles,
            storage.conversations(),
            storage.turns(),
            router,
            limits,
            maxActive,
            cluster,
            factory,
            clock);
    TurnPipeline pipeline =
        new TurnPipeline(
            admission,
            localTurns,
            preparation,
            router,
            new AnswerLengthStatistics(clock::nanoTime),
            summaries);
    return new TurnModule(
        new TurnService(
            pipeline, admission, cluster, localTurns, listeners, journal, virtualThreads));
  }
}
