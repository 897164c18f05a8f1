package dev.firstword.preparation;

import dev.firstword.retrieval.Found;
import dev.firstword.retrieval.Passage;
import dev.firstword.retrieval.Retrieval;
import dev.firstword.retrieval.RetrievalException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Retrieval over three passages, each of whose steps can be made to fail, to wait or to hang. */
final class FakeRetrieval implements Retrieval {

  static final float[] VECTOR = {1, 0};

  final List<String> calls = new CopyOnWriteArrayList<>();
  final List<String> kept = new CopyOnWriteArrayList<>();
  final Set<String> interrupted = ConcurrentHashMap.newKeySet();
  final Set<String> hanging = ConcurrentHashMap.newKeySet();
  final Set<String> failing = ConcurrentHashMap.newKeySet();
  final ConcurrentHashMap<String, CountDownLatch> gates = new ConcurrentHashMap<>();
  volatile boolean current = true;
  volatile boolean documents = true;
  volatile List<String> texts = List.of("first", "second", "third");

  private void step(String name) {
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
  public boolean embeds() {
    return true;
  }

  @Override
  public boolean reranks() {
    return true;
  }

  @Override
  public float[] embed(String tenant, String question, @Nullable String traceparent) {
    step("embedding");
    return VECTOR;
  }

  @Override
  public Found search(String tenant, String question, float @Nullable [] vector, int limit) {
    step("search");
    calls.add(vector == null ? "by words" : "by meaning");
    return new Found(texts.stream().map(FakeRetrieval::passage).toList(), 1, false);
  }

  private static Passage passage(String text) {
    return new Passage("p_" + text, "doc_" + text, "Title of " + text, "", "", text, 1);
  }

  @Override
  public boolean isCurrent(String tenant, Found found) {
    return current;
  }

  @Override
  public List<Passage> rerank(
      String question, List<Passage> passages, @Nullable String traceparent) {
    step("reranking");
    return passages.reversed();
  }

  @Override
  public void keep(String tenant, String question, float[] vector, @Nullable Found found) {
    kept.add(question);
  }
}
