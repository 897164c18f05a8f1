package dev.firstword.core.retrieval;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds passages for a question, in separate steps so that each can have its own time budget. All
 * methods block, return soon after their thread is interrupted, and see only the given tenant's
 * documents. Nothing is cached until {@link #cache} is called, so the other methods may be used
 * before the caller is authenticated.
 */
public interface Retrieval {

  /** Retrieval without any documents. */
  static Retrieval none() {
    return NoRetrieval.INSTANCE;
  }

  /** Whether the tenant has any document to search. Answers from memory if possible. */
  boolean hasDocuments(String tenant);

  /**
   * Whether an embedding model is configured that questions of this tenant may be sent to; without
   * one, searches match words only.
   *
   * @param profile null outside of turns
   */
  boolean hasEmbeddingModel(String tenant, @Nullable String profile);

  /**
   * Whether a reranking model is configured that questions of this tenant may be sent to.
   *
   * @param profile null outside of turns
   */
  boolean hasRerankingModel(String tenant, @Nullable String profile);

  /**
   * Embeds a question, or returns its cached embedding.
   *
   * @param traceparent the trace of the request, passed to the model
   * @return a vector of length one
   * @throws RetrievalException if the model fails, times out or returns an invalid response
   */
  float[] embed(String tenant, String question, @Nullable String traceparent);

  /**
   * Searches by words and, if a vector is given, by meaning. May return the cached result of a
   * question with the same meaning.
   *
   * @param limit the maximum number of passages
   * @throws RetrievalException if the index can't be read
   */
  SearchResult search(String tenant, String question, float @Nullable [] vector, int limit);

  /** Whether the tenant's documents are unchanged since the search. */
  boolean isCurrent(String tenant, SearchResult result);

  /**
   * Orders passages by how well they answer the question, best first.
   *
   * @param traceparent the trace of the request, passed to the model
   * @throws RetrievalException if the model fails, times out or returns an invalid response
   */
  List<Passage> rerank(String question, List<Passage> passages, @Nullable String traceparent);

  /**
   * Caches the embedding of a question and its result in final order, for the tenant's next
   * question with the same meaning.
   */
  void cache(String tenant, String question, float[] vector, @Nullable SearchResult result);
}
