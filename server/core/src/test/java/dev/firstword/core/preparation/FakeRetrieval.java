package dev.firstword.core.preparation;

import dev.firstword.core.retrieval.Passage;
import dev.firstword.core.retrieval.Retrieval;
import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.core.retrieval.SearchResult;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Retrieval over three passages. Each step can be made to fail, wait or hang. */
final class FakeRetrieval implements Retrieval {

  static final float[] VECTOR = {1, 0};

  final List<String> calls = new CopyOnWriteArrayList<>();
  final List<String> cached = new CopyOnWriteArrayList<>();
  final Set<String> interrupted = ConcurrentHashMap.newKeySet();
  final Set<String> hanging = ConcurrentHashMap.newKeySet();
  final Set<String> failing = ConcurrentHashMap.newKeySet();
  final ConcurrentHashMap<String, CountDownLatch> gates = new ConcurrentHashMap<>();
  volatile boolean current = true;
  volatile boolean documents = true;
  volatile List<String> texts = List.of("first", "second", "third");

  private void enter(String name) {
    calls.add(name);
    try {
      CountDownLatch gate = gates.get(name);
      if (gate != null) {
        gate.await();
      }
      if (hanging.contains(name)) {
        new CountDownLatch(1).await();
      }
    } catch (InterruptedException e) {
      interrupted.add(name);
      throw new RetrievalException(name + " was interrupted", e);
    }
    if (failing.contains(name)) {
      throw new RetrievalException(name + " is dead");
    }
  }

  @Override
  public boolean hasDocuments(String tenant) {
    return documents;
  }

  @Override
  public boolean hasEmbeddingModel(String tenant, @Nullable String profile) {
    return true;
  }

  @Override
  public boolean hasRerankingModel(String tenant, @Nullable String profile) {
    return true;
  }

  @Override
  public float[] embed(String tenant, String question, @Nullable String traceparent) {
    enter("embedding");
    return VECTOR;
  }

  @Override
  public SearchResult search(String tenant, String question, float @Nullable [] vector, int limit) {
    enter("search");
    calls.add(vector == null ? "by words" : "by meaning");
    return new SearchResult(texts.stream().map(FakeRetrieval::passage).toList(), 1, false);
  }

  private static Passage passage(String text) {
    return new Passage("p_" + text, "doc_" + text, "Title of " + text, "", "", text, 1);
  }

  @Override
  public boolean isCurrent(String tenant, SearchResult result) {
    return current;
  }

  @Override
  public List<Passage> rerank(
      String question, List<Passage> passages, @Nullable String traceparent) {
    enter("reranking");
    return passages.reversed();
  }

  @Override
  public void cache(String tenant, String question, float[] vector, @Nullable SearchResult result) {
    cached.add(question);
  }
}
