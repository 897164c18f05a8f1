package dev.firstword.app;

import dev.firstword.monitor.Metrics;
import dev.firstword.retrieval.DocumentStore;
import dev.firstword.retrieval.Library;
import dev.firstword.retrieval.Retriever;
import dev.firstword.retrieval.SharedVectors;
import dev.firstword.retrieval.index.Indexes;
import dev.firstword.retrieval.model.BatchingEmbedder;
import dev.firstword.retrieval.model.HttpEmbeddingModel;
import dev.firstword.retrieval.model.HttpRerankingModel;
import dev.firstword.storage.Storage;
import dev.firstword.storage.redis.RedisCalls;
import dev.firstword.storage.redis.RedisSharedVectors;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The parts that documents are kept, searched and found with. */
final class RetrievalParts implements AutoCloseable {

  /** A batch of a document's pieces takes longer than a question, and nobody waits for it. */
  private static final Duration LONGEST_BATCH = Duration.ofSeconds(30);

  private final Indexes indexes;
  private final @Nullable HttpEmbeddingModel questions;
  private final @Nullable HttpEmbeddingModel pieces;
  private final @Nullable BatchingEmbedder embedder;
  private final @Nullable HttpRerankingModel reranker;
  private final @Nullable RedisSharedVectors shared;
  private final Library library;
  private final Retriever retriever;

  RetrievalParts(
      Settings settings, Storage storage, InstantSource clock, @Nullable RedisCalls calls) {
    RetrievalSettings retrieval = settings.retrieval();
    RetrievalSettings.Embedding embedding = retrieval.embedding();
    RetrievalSettings.Reranking reranking = retrieval.reranking();
    DocumentStore store = storage.documents();
    if (embedding == null) {
      questions = null;
      pieces = null;
      embedder = null;
    } else {
      questions = new HttpEmbeddingModel(embedding.endpoint(), embedding.dimensions());
      // With connections of its own: a batch must not stand in a question's way.
      pieces =
          new HttpEmbeddingModel(
              embedding.endpoint().within(LONGEST_BATCH), embedding.dimensions());
      embedder = new BatchingEmbedder(questions, embedding.endpoint().longest());
    }
    reranker =
        reranking == null ? null : new HttpRerankingModel(reranking.endpoint(), reranking.shape());
    String redis = settings.storage().redis();
    shared = redis == null || embedding == null ? null : RedisSharedVectors.connect(redis, calls);
    String model = questions == null ? null : questions.name();
    indexes = indexes(settings, store, model);
    library = new Library(store, pieces, indexes::catchUp, Library.Limits.DEFAULTS, clock);
    retriever =
        new Retriever(
            indexes,
            store,
            embedder,
            reranker,
            shared == null ? SharedVectors.NONE : shared,
            retrieval.sameQuestion());
  }

  /** On disk each node needs a folder of its own, and nodes on one machine differ in their port. */
  private static Indexes indexes(Settings settings, DocumentStore store, @Nullable String model) {
    return switch (settings.storage().kind()) {
      case SQLITE -> Indexes.onDisk(settings.data().resolve("indexes"), store, model);
      case MEMORY -> Indexes.inMemory(store, model);
      case POSTGRESQL ->
          settings.port() == 0
              ? Indexes.inMemory(store, model)
              : Indexes.onDisk(settings.data().resolve("indexes-" + settings.port()), store, model);
    };
  }

  Library library() {
    return library;
  }

  Retriever retrieval() {
    return retriever;
  }

  /** Lets operators see how often a question was known from before. */
  void tell(Metrics metrics) {
    metrics.cache(
        "question_vectors",
        () -> retriever.counts().vectorHits(),
        () -> retriever.counts().vectorMisses());
    metrics.cache(
        "question_vectors_of_other_nodes",
        () -> retriever.counts().sharedVectorHits(),
        () -> retriever.counts().vectorMisses());
    metrics.cache(
        "searches", () -> retriever.counts().searchHits(), () -> retriever.counts().searchMisses());
  }

  @Override
  public void close() {
    library.close();
    if (embedder != null) {
      embedder.close();
    }
    if (questions != null) {
      questions.close();
    }
    if (pieces != null) {
      pieces.close();
    }
    if (reranker != null) {
      reranker.close();
    }
    if (shared != null) {
      shared.close();
    }
    indexes.close();
  }
}
