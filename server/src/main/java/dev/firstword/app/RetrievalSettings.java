package dev.firstword.app;

import dev.firstword.retrieval.model.HttpRerankingModel.Shape;
import dev.firstword.retrieval.model.ModelEndpoint;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How documents are searched.
 *
 * @param embedding the model that makes vectors; absent: documents are found by their words alone
 * @param reranking the model that puts passages in a better order; absent: none does
 * @param sameQuestion the cosine above which two questions mean the same
 */
public record RetrievalSettings(
    @Nullable Embedding embedding, @Nullable Reranking reranking, double sameQuestion) {

  static final Duration LONGEST_CALL = Duration.ofSeconds(2);

  public static final RetrievalSettings DEFAULTS = new RetrievalSettings(null, null, 0.95);

  /**
   * A model that makes vectors.
   *
   * @param dimensions that its vectors are to be cut to; absent: as many as it makes
   */
  public record Embedding(ModelEndpoint endpoint, @Nullable Integer dimensions) {}

  /** A model that puts passages in order. */
  public record Reranking(ModelEndpoint endpoint, Shape shape) {}
}
