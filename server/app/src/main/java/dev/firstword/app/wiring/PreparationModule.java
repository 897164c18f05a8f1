package dev.firstword.app.wiring;

import dev.firstword.adapters.sql.Storage;
import dev.firstword.app.config.LatencyInjectionSettings;
import dev.firstword.core.conversation.History;
import dev.firstword.core.preparation.EarlyPreparation;
import dev.firstword.core.preparation.LatencyInjector;
import dev.firstword.core.preparation.Preparation;
import dev.firstword.relay.time.Clock;
import dev.firstword.retrieval.Retriever;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens before a model is called.
 *
 * @param history reads earlier messages, and caches them
 * @param early starts before a request is authenticated
 */
record PreparationModule(
    History history,
    Preparation preparation,
    EarlyPreparation early,
    LatencyInjector latencyInjector) {

  private static final Logger log = LoggerFactory.getLogger(PreparationModule.class);

  static PreparationModule create(
      ServerRuntime runtime,
      Storage storage,
      Retriever retriever,
      ModelModule models,
      LatencyInjector latencyInjector) {
    History history = new History(storage.conversations());
    runtime.metrics().registerCache("history", history::hits, history::misses);
    Preparation preparation =
        new Preparation(
            history,
            storage.attachments(),
            retriever,
            latencyInjector,
            runtime.virtualThreads(),
            runtime.clock()::nanoTime,
            runtime.settings().limits().unauthenticatedPerAddress());
    EarlyPreparation early =
        new EarlyPreparation(
            runtime.profiles(), storage.conversations(), preparation, models::prefetch);
    return new PreparationModule(history, preparation, early, latencyInjector);
  }

  static LatencyInjector latencyInjector(LatencyInjectionSettings settings, Clock clock) {
    if (settings.enabled()) {
      log.warn("Latency injection is enabled: phases can be made to last longer than they do");
    }
    return new LatencyInjector(settings.enabled(), settings.initial(), clock);
  }
}
