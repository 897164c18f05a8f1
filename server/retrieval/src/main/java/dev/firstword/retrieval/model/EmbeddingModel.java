package dev.firstword.retrieval.model;

import dev.firstword.core.retrieval.RetrievalException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Embeds texts as vectors: texts with similar meaning are close to each other. */
public interface EmbeddingModel {

  /** Identifies the model's vector space: vectors of other names are not comparable. */
  String name();

  /**
   * Returns vectors of length one, in the order of the texts. Blocks; returns soon after its thread
   * is interrupted, and preserves the interrupt status.
   *
   * @param texts at least one, none of them empty
   * @param traceparent the trace of the request, passed to the model
   * @throws RetrievalException if the model fails, times out or returns an invalid response
   */
  List<float[]> embed(List<String> texts, @Nullable String traceparent);

  /** Embeds texts outside of a trace. */
  default List<float[]> embed(List<String> texts) {
    return embed(texts, null);
  }
}
