package dev.firstword.retrieval.model;

import dev.firstword.retrieval.RetrievalException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges how well texts answer a question. */
public interface RerankingModel {

  String name();

  /**
   * Scores in the order of the texts, higher is better. Blocks; ends soon after its thread is
   * interrupted, which then stays so.
   *
   * @param texts at least one
   * @param traceparent of what asks for it, handed on
   * @throws RetrievalException when the model fails, is late or sends something else
   */
  double[] scores(String question, List<String> texts, @Nullable String traceparent);

  /** The same for what belongs to no trace. */
  default double[] scores(String question, List<String> texts) {
    return scores(question, texts, null);
  }
}
