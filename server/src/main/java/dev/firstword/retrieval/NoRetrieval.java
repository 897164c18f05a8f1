package dev.firstword.retrieval;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds nothing, for there is nothing. */
enum NoRetrieval implements Retrieval {
  INSTANCE;

  @Override
  public boolean hasDocuments(String tenant) {
    return false;
  }

  @Override
  public boolean embeds() {
    return false;
  }

  @Override
  public boolean reranks() {
    return false;
  }

  @Override
  public float[] embed(String tenant, String question, @Nullable String traceparent) {
    throw new RetrievalException("there is no embedding model");
  }

  @Override
  public Found search(String tenant, String question, float @Nullable [] vector, int limit) {
    return new Found(List.of(), 0, false);
  }

  @Override
  public boolean isCurrent(String tenant, Found found) {
    return true;
  }

  @Override
  public List<Passage> rerank(
      String question, List<Passage> passages, @Nullable String traceparent) {
    throw new RetrievalException("there is no reranking model");
  }

  @Override
  public void keep(String tenant, String question, float[] vector, @Nullable Found found) {}
}
