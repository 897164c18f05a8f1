package dev.firstword.app.wiring;

import dev.firstword.core.answer.AnswerLengthStatistics;
import dev.firstword.core.answer.SummaryCounters;
import dev.firstword.core.attachment.AttachmentBudget;
import dev.firstword.core.identity.limit.RateLimiter;
import dev.firstword.core.turn.RetentionSweeper;
import dev.firstword.core.turn.TurnPipeline;
import dev.firstword.core.turn.TurnResumption;
import dev.firstword.core.turn.TurnService;
import dev.firstword.core.turn.admission.TurnAdmission;
import dev.firstword.core.turn.admission.TurnFactory;
import dev.firstword.core.turn.cluster.ClusterCoordinator;
import dev.firstword.core.turn.running.Journal;
import dev.firstword.core.turn.running.LocalTurns;
import dev.firstword.core.turn.running.SuspensionStore;
import dev.firstword.core.turn.running.TurnListeners;
import dev.firstword.relay.time.Clock;

/** Builds the turns of one node. */
record TurnModule(TurnService service) {

  /**
   * Builds the turns, which the service admits once it is opened.
   *
   * @param simulated whether the simulator provides the models
   */
  static TurnModule create(
      ServerRuntime runtime,
      NodeModule node,
      ModelModule models,
      PreparationModule preparation,
      RateLimiter limits,
      boolean simulated) {
    Clock clock = runtime.clock();
    LocalTurns localTurns = new LocalTurns();
    runtime
        .metrics()
        .registerGauge("firstword.active.turns", "Turns that run on this node.", localTurns::size);
    TurnListeners listeners = new TurnListeners();
    Journal journal = new Journal(node.storage().turns(), node.id(), runtime.scheduler());
    ClusterCoordinator cluster =
        new ClusterCoordinator(
            node.storage().turns(),
            node.membership(),
            localTurns,
            listeners,
            runtime.scheduler(),
            runtime.virtualThreads());
    SuspensionStore suspensions =
        new SuspensionStore(node.storage().turns(), node.id(), runtime.virtualThreads());
    TurnFactory factory =
        new TurnFactory(
            localTurns,
            journal,
            cluster,
            suspensions,
            listeners,
            preparation.latencyInjector()::isMeasurementEnabled,
            simulated);
    AttachmentBudget attachmentMemory = new AttachmentBudget();
    TurnAdmission admission =
        new TurnAdmission(
            runtime.profiles(),
            node.storage().conversations(),
            node.storage().turns(),
            models.router(),
            limits,
            maxActiveTurns(runtime),
            cluster,
            factory,
            node.storage().attachments(),
            runtime.settings().attachments(),
            attachmentMemory,
            clock);
    AnswerLengthStatistics lengths = new AnswerLengthStatistics(clock::nanoTime);
    SummaryCounters summaries = summaryCounters(runtime);
    TurnPipeline pipeline =
        new TurnPipeline(
            admission, localTurns, preparation.preparation(), models.router(), lengths, summaries);
    TurnResumption resumption =
        new TurnResumption(
            suspensions,
            runtime.profiles(),
            models.router(),
            node.storage().attachments(),
            attachmentMemory,
            factory,
            lengths,
            summaries,
            runtime.jobEventLoops(),
            clock);
    TurnService service =
        new TurnService(
            pipeline,
            admission,
            resumption,
            cluster,
            localTurns,
            listeners,
            journal,
            runtime.virtualThreads());
    runtime
        .lifecycle()
        .onStop("turns", () -> service.shutDown(runtime.settings().shutdownTimeout()));
    return new TurnModule(service);
  }

  static int maxActiveTurns(ServerRuntime runtime) {
    Integer limit = runtime.settings().limits().activeTurnsPerUser();
    return limit == null ? Integer.MAX_VALUE : limit;
  }

  private static SummaryCounters summaryCounters(ServerRuntime runtime) {
    SummaryCounters summaries = new SummaryCounters();
    runtime
        .metrics()
        .registerSummaries(
            summaries::completed, summaries::late, summaries::failed, summaries::cancelled);
    return summaries;
  }

  /** Opens the service, and starts deleting what has expired. */
  void open(ServerRuntime runtime, NodeModule node) {
    service.open();
    runtime
        .lifecycle()
        .add(
            "retention",
            new RetentionSweeper(
                node.storage().turns(),
                runtime.scheduler(),
                runtime.settings().storage().idempotencyKeyRetention(),
                runtime.settings().storage().turnLogRetention()));
  }
}
