package dev.firstword.retrieval.model;

import dev.firstword.core.retrieval.RetrievalException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Scores how well texts answer a question. */
public interface RerankingModel {

  String name();

  /**
   * Returns scores in the order of the texts; higher is better. Blocks; returns soon after its
   * thread is interrupted, and preserves the interrupt status.
   *
   * @param texts at least one
   * @param traceparent the trace of the request, passed to the model
   * @throws RetrievalException if the model fails, times out or returns an invalid response
   */
  double[] scores(String question, List<String> texts, @Nullable String traceparent);

  /** Scores texts outside of a trace. */
  default double[] scores(String question, List<String> texts) {
    return scores(question, texts, null);
  }
}
