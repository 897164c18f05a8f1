package dev.firstword.app.config;

import dev.firstword.retrieval.model.HttpRerankingModel.ApiFormat;
import dev.firstword.retrieval.model.ModelEndpoint;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How documents are searched.
 *
 * @param embedding the embedding model; if null, documents are searched by keywords only
 * @param reranking the reranking model; null for none
 * @param similarityThreshold the cosine similarity above which two questions count as the same
 */
public record RetrievalSettings(
    @Nullable Embedding embedding, @Nullable Reranking reranking, double similarityThreshold) {

  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

  public static final RetrievalSettings DEFAULTS = new RetrievalSettings(null, null, 0.95);

  /**
   * An embedding model.
   *
   * @param dimensions the dimensions its vectors are truncated to; null for all of them
   */
  public record Embedding(ModelEndpoint endpoint, @Nullable Integer dimensions) {}

  /** A reranking model. */
  public record Reranking(ModelEndpoint endpoint, ApiFormat apiFormat) {}
}
