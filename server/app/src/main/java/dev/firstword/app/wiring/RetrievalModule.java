package dev.firstword.app.wiring;

import dev.firstword.adapters.redis.RedisCommandListener;
import dev.firstword.adapters.redis.RedisEmbeddingCache;
import dev.firstword.adapters.sql.Storage;
import dev.firstword.app.config.RetrievalSettings;
import dev.firstword.app.config.Settings;
import dev.firstword.operations.metrics.Metrics;
import dev.firstword.relay.time.Clock;
import dev.firstword.relay.time.TaskScheduler;
import dev.firstword.retrieval.DocumentService;
import dev.firstword.retrieval.RetrievalRegions;
import dev.firstword.retrieval.Retriever;
import dev.firstword.retrieval.SharedEmbeddingCache;
import dev.firstword.retrieval.document.DocumentStore;
import dev.firstword.retrieval.index.TenantIndexes;
import dev.firstword.retrieval.model.BatchingEmbedder;
import dev.firstword.retrieval.model.HttpEmbeddingModel;
import dev.firstword.retrieval.model.HttpRerankingModel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Documents: storage, indexing and search. */
final class RetrievalModule {

  /** A batch of chunks takes longer than a question, and no user waits for it. */
  private static final Duration BATCH_TIMEOUT = Duration.ofSeconds(30);

  private final DocumentService library;
  private final Retriever retriever;

  RetrievalModule(
      Settings settings,
      Storage storage,
      TaskScheduler scheduler,
      @Nullable RedisCommandListener redisCalls,
      Lifecycle lifecycle) {
    RetrievalSettings retrieval = settings.retrieval();
    RetrievalSettings.Embedding embedding = retrieval.embedding();
    RetrievalSettings.Reranking reranking = retrieval.reranking();
    RetrievalRegions regions =
        new RetrievalRegions(
            settings.regions(),
            embedding == null ? null : embedding.region(),
            reranking == null ? null : reranking.region());
    DocumentStore store = storage.documents();
    HttpEmbeddingModel queryModel = null;
    HttpEmbeddingModel chunkModel = null;
    BatchingEmbedder embedder = null;
    if (embedding != null) {
      queryModel =
          lifecycle.add(
              "embedding of questions",
              new HttpEmbeddingModel(embedding.endpoint(), embedding.dimensions()));
      // Has its own connections, so that a batch never delays a question.
      chunkModel =
          lifecycle.add(
              "embedding of chunks",
              new HttpEmbeddingModel(
                  embedding.endpoint().withTimeout(BATCH_TIMEOUT), embedding.dimensions()));
      embedder =
          lifecycle.add(
              "embedder", new BatchingEmbedder(queryModel, embedding.endpoint().timeout()));
    }
    HttpRerankingModel reranker =
        reranking == null
            ? null
            : lifecycle.add(
                "reranker", new HttpRerankingModel(reranking.endpoint(), reranking.apiFormat()));
    String redis = settings.storage().redis();
    SharedEmbeddingCache sharedVectors =
        redis == null || embedding == null
            ? SharedEmbeddingCache.NONE
            : lifecycle.add(
                "shared embeddings", RedisEmbeddingCache.connect(redis, redisCalls, scheduler));
    String model = queryModel == null ? null : queryModel.name();
    TenantIndexes indexes =
        lifecycle.add("indexes", openIndexes(settings, store, model, scheduler.clock()));
    library =
        lifecycle.add(
            "documents",
            new DocumentService(
                store,
                chunkModel,
                regions,
                indexes::catchUp,
                DocumentService.IngestLimits.DEFAULTS,
                scheduler));
    retriever =
        new Retriever(
            indexes,
            store,
            embedder,
            reranker,
            regions,
            sharedVectors,
            retrieval.similarityThreshold());
  }

  /** Each node needs its own index directory; nodes on one machine are told apart by their port. */
  private static TenantIndexes openIndexes(
      Settings settings, DocumentStore store, @Nullable String model, Clock clock) {
    return switch (settings.storage().kind()) {
      case SQLITE -> TenantIndexes.onDisk(settings.data().resolve("indexes"), store, model, clock);
      case MEMORY -> TenantIndexes.inMemory(store, model, clock);
      case POSTGRESQL ->
          settings.port() == 0
              ? TenantIndexes.inMemory(store, model, clock)
              : TenantIndexes.onDisk(
                  settings.data().resolve("indexes-" + settings.port()), store, model, clock);
    };
  }

  DocumentService library() {
    return library;
  }

  Retriever retriever() {
    return retriever;
  }

  /** Registers the hit rates of the search caches. */
  void registerMetrics(Metrics metrics) {
    metrics.registerCache(
        "question_vectors",
        () -> retriever.cacheStats().vectorHits(),
        () -> retriever.cacheStats().vectorMisses());
    metrics.registerCache(
        "question_vectors_of_other_nodes",
        () -> retriever.cacheStats().sharedVectorHits(),
        () -> retriever.cacheStats().vectorMisses());
    metrics.registerCache(
        "searches",
        () -> retriever.cacheStats().searchHits(),
        () -> retriever.cacheStats().searchMisses());
  }
}
