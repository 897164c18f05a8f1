package dev.firstword.retrieval.model;

import dev.firstword.retrieval.RetrievalException;
import java.util.List;

/** Judges how well texts answer a question. */
public interface RerankingModel {

  String name();

  /**
   * Scores in the order of the texts, higher is better. Blocks; ends soon after its thread is
   * interrupted, which then stays so.
   *
   * @param texts at least one
   * @throws RetrievalException when the model fails, is late or sends something else
   */
  double[] scores(String question, List<String> texts);
}
