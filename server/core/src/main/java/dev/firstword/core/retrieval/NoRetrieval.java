package dev.firstword.core.retrieval;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Retrieval without any documents. */
public enum NoRetrieval implements Retrieval {
  INSTANCE;

  @Override
  public boolean hasDocuments(String tenant) {
    return false;
  }

  @Override
  public boolean hasEmbeddingModel(String tenant, @Nullable String profile) {
    return false;
  }

  @Override
  public boolean hasRerankingModel(String tenant, @Nullable String profile) {
    return false;
  }

  @Override
  public float[] embed(String tenant, String question, @Nullable String traceparent) {
    throw new RetrievalException("there is no embedding model");
  }

  @Override
  public SearchResult search(String tenant, String question, float @Nullable [] vector, int limit) {
    return new SearchResult(List.of(), 0, false);
  }

  @Override
  public boolean isCurrent(String tenant, SearchResult result) {
    return true;
  }

  @Override
  public List<Passage> rerank(
      String question, List<Passage> passages, @Nullable String traceparent) {
    throw new RetrievalException("there is no reranking model");
  }

  @Override
  public void cache(
      String tenant, String question, float[] vector, @Nullable SearchResult result) {}
}
