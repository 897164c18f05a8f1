package dev.firstword.retrieval;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.firstword.retrieval.index.Hits;
import dev.firstword.retrieval.index.Indexes;
import dev.firstword.retrieval.model.BatchingEmbedder;
import dev.firstword.retrieval.model.RerankingModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link Retrieval} over the indexes and the configured models, with what is remembered. */
public final class Retriever implements Retrieval {

  /** What a model is asked about; nobody's question needs more to be understood. */
  private static final int LONGEST_QUESTION = 8_000;

  private static final long MOST_VECTOR_BYTES = 32L * 1024 * 1024;
  private static final long MOST_SEARCH_BYTES = 64L * 1024 * 1024;

  private final Indexes indexes;
  private final DocumentStore store;
  private final @Nullable BatchingEmbedder embedder;
  private final @Nullable RerankingModel reranker;
  private final QueryVectors vectors;
  private final SearchMemory memory;

  /**
   * A retriever.
   *
   * @param embedder absent: a search goes by words alone
   * @param reranker absent: passages stay in the order in which they were found
   * @param sameQuestion the cosine above which two questions mean the same
   */
  public Retriever(
      Indexes indexes,
      DocumentStore store,
      @Nullable BatchingEmbedder embedder,
      @Nullable RerankingModel reranker,
      SharedVectors shared,
      double sameQuestion) {
    this.indexes = indexes;
    this.store = store;
    this.embedder = embedder;
    this.reranker = reranker;
    String model = embedder == null ? "" : embedder.model().name();
    this.vectors = new QueryVectors(model, MOST_VECTOR_BYTES, shared, Ticker.systemTicker());
    this.memory = new SearchMemory(sameQuestion, MOST_SEARCH_BYTES);
  }

  @Override
  public boolean hasDocuments(String tenant) {
    return indexes.hasDocuments(tenant);
  }

  @Override
  public boolean embeds() {
    return embedder != null;
  }

  @Override
  public boolean reranks() {
    return reranker != null;
  }

  @Override
  public float[] embed(String tenant, String question, @Nullable String traceparent) {
    if (embedder == null) {
      throw new RetrievalException("no embedding model is configured");
    }
    String asked = shortened(question);
    float[] known = vectors.find(tenant, asked);
    return known == null ? embedder.embed(asked, traceparent) : known;
  }

  private static String shortened(String question) {
    if (question.length() <= LONGEST_QUESTION) {
      return question;
    }
    boolean cutsPair = Character.isHighSurrogate(question.charAt(LONGEST_QUESTION - 1));
    return question.substring(0, LONGEST_QUESTION - (cutsPair ? 1 : 0));
  }

  @Override
  public Found search(String tenant, String question, float @Nullable [] vector, int limit) {
    if (vector != null && memory.knows(tenant)) {
      Found known = memory.find(tenant, vector, store.version(tenant), limit);
      if (known != null) {
        return known;
      }
    }
    return found(indexes.search(tenant, question, vector, limit), limit);
  }

  /** Searches by meaning alone, without what is remembered: to see what that is worth. */
  Found searchByMeaning(String tenant, float[] vector, int limit) {
    return found(indexes.search(tenant, null, vector, limit), limit);
  }

  @Override
  public boolean isCurrent(String tenant, Found found) {
    return store.version(tenant) == found.version();
  }

  private static Found found(Hits hits, int limit) {
    return new Found(hits.passages(), hits.version(), false, limit);
  }

  @Override
  public List<Passage> rerank(
      String question, List<Passage> passages, @Nullable String traceparent) {
    if (reranker == null || passages.isEmpty()) {
      return passages;
    }
    double[] scores =
        reranker.scores(
            shortened(question), passages.stream().map(Retriever::judged).toList(), traceparent);
    List<Passage> reranked = new ArrayList<>(passages.size());
    for (int i = 0; i < scores.length; i++) {
      reranked.add(passages.get(i).scored(scores[i]));
    }
    reranked.sort(Comparator.comparingDouble(Passage::score).reversed());
    return reranked;
  }

  /** A piece alone often does not say what it is about. */
  private static String judged(Passage passage) {
    String about =
        passage.heading().isEmpty() ? passage.title() : passage.title() + " › " + passage.heading();
    return about.isEmpty() ? passage.text() : about + "\n\n" + passage.text();
  }

  /** What was reused itself is not kept again: likeness of a likeness would drift away. */
  @Override
  public void keep(String tenant, String question, float[] vector, @Nullable Found found) {
    vectors.keep(tenant, shortened(question), vector);
    if (found != null && !found.reused()) {
      memory.keep(tenant, vector, found);
    }
  }

  /** What its memories have saved since the start. */
  public RetrievalCounts counts() {
    return new RetrievalCounts(
        vectors.hits(), vectors.sharedHits(), vectors.misses(), memory.hits(), memory.misses());
  }

  /** The name of the model that makes vectors, if there is one. */
  public @Nullable String embeddingModel() {
    return embedder == null ? null : embedder.model().name();
  }

  /** The name of the model that puts passages in order, if there is one. */
  public @Nullable String rerankingModel() {
    return reranker == null ? null : reranker.name();
  }
}
