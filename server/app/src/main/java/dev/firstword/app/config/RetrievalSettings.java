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
   * @param region where it answers; null if that is not known
   */
  public record Embedding(
      ModelEndpoint endpoint, @Nullable Integer dimensions, @Nullable String region) {

    /** Creates a model of which it is not known where it answers. */
    public Embedding(ModelEndpoint endpoint, @Nullable Integer dimensions) {
      this(endpoint, dimensions, null);
    }
  }

  /**
   * A reranking model.
   *
   * @param region where it answers; null if that is not known
   */
  public record Reranking(ModelEndpoint endpoint, ApiFormat apiFormat, @Nullable String region) {

    /** Creates a model of which it is not known where it answers. */
    public Reranking(ModelEndpoint endpoint, ApiFormat apiFormat) {
      this(endpoint, apiFormat, null);
    }
  }
}
