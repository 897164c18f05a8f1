package dev.firstword.retrieval;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finding passages for a question, step by step, so that each step can have a budget of its own.
 * All methods block, end soon after their thread is interrupted, and see only that tenant's
 * documents. Nothing that they are asked is remembered until {@link #keep}: they may be called for
 * somebody who is not yet known for sure.
 */
public interface Retrieval {

  /** Where there are no documents at all. */
  static Retrieval none() {
    return NoRetrieval.INSTANCE;
  }

  /** Whether that tenant has a document to search. Answers from memory where it can. */
  boolean hasDocuments(String tenant);

  /** Whether there is a model that makes vectors; without one a search goes by words alone. */
  boolean embeds();

  /** Whether there is a model that puts passages in a better order. */
  boolean reranks();

  /**
   * The vector that stands for a question, from memory where it was kept.
   *
   * @param traceparent of what asks for it, handed on to the model
   * @return of length one
   * @throws RetrievalException when the model fails, is late or sends something else
   */
  float[] embed(String tenant, String question, @Nullable String traceparent);

  /**
   * Searches by words and, given a vector, also by meaning; or finds what was kept for a question
   * that means the same.
   *
   * @param limit how many passages at most
   * @throws RetrievalException when the index can't be read
   */
  Found search(String tenant, String question, float @Nullable [] vector, int limit);

  /** Whether that tenant's documents are still those that this was found in. */
  boolean isCurrent(String tenant, Found found);

  /**
   * Puts passages in the order in which they answer the question, best first.
   *
   * @param traceparent of what asks for it, handed on to the model
   * @throws RetrievalException when the model fails, is late or sends something else
   */
  List<Passage> rerank(String question, List<Passage> passages, @Nullable String traceparent);

  /**
   * Remembers the vector of a question and what was found with it, in its final order, for the same
   * tenant's next question that means the same.
   */
  void keep(String tenant, String question, float[] vector, @Nullable Found found);
}
