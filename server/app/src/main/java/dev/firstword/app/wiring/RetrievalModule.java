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
final class RetrievalModule implements AutoCloseable {

  /** A batch of chunks takes longer than a question, and no user waits for it. */
  private static final Duration BATCH_TIMEOUT = Duration.ofSeconds(30);

  private final TenantIndexes indexes;
  private final @Nullable HttpEmbeddingModel queryModel;
  private final @Nullable HttpEmbeddingModel chunkModel;
  private final @Nullable BatchingEmbedder embedder;
  private final @Nullable HttpRerankingModel reranker;
  private final @Nullable RedisEmbeddingCache sharedVectors;
  private final DocumentService library;
  private final Retriever retriever;

  RetrievalModule(
      Settings settings,
      Storage storage,
      TaskScheduler scheduler,
      @Nullable RedisCommandListener redisCalls) {
    RetrievalSettings retrieval = settings.retrieval();
    RetrievalSettings.Embedding embedding = retrieval.embedding();
    RetrievalSettings.Reranking reranking = retrieval.reranking();
    DocumentStore store = storage.documents();
    if (embedding == null) {
      queryModel = null;
      chunkModel = null;
      embedder = null;
    } else {
      queryModel = new HttpEmbeddingModel(embedding.endpoint(), embedding.dimensions());
      // Has its own connections, so that a batch never delays a question.
      chunkModel =
          new HttpEmbeddingModel(
              embedding.endpoint().withTimeout(BATCH_TIMEOUT), embedding.dimensions());
      embedder = new BatchingEmbedder(queryModel, embedding.endpoint().timeout());
    }
    reranker =
        reranking == null
            ? null
            : new HttpRerankingModel(reranking.endpoint(), reranking.apiFormat());
    String redis = settings.storage().redis();
    sharedVectors =
        redis == null || embedding == null
            ? null
            : RedisEmbeddingCache.connect(redis, redisCalls, scheduler);
    String model = queryModel == null ? null : queryModel.name();
    indexes = openIndexes(settings, store, model, scheduler.clock());
    library =
        new DocumentService(
            store, chunkModel, indexes::catchUp, DocumentService.IngestLimits.DEFAULTS, scheduler);
    retriever =
        new Retriever(
            indexes,
            store,
            embedder,
            reranker,
            sharedVectors == null ? SharedEmbeddingCache.NONE : sharedVectors,
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

  @Override
  public void close() {
    library.close();
    if (embedder != null) {
      embedder.close();
    }
    if (queryModel != null) {
      queryModel.close();
    }
    if (chunkModel != null) {
      chunkModel.close();
    }
    if (reranker != null) {
      reranker.close();
    }
    if (sharedVectors != null) {
      sharedVectors.close();
    }
    indexes.close();
  }
}
