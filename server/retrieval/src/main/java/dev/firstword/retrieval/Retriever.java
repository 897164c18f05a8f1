package dev.firstword.retrieval;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.firstword.core.retrieval.Passage;
import dev.firstword.core.retrieval.Retrieval;
import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.core.retrieval.SearchResult;
import dev.firstword.retrieval.document.DocumentStore;
import dev.firstword.retrieval.index.Hits;
import dev.firstword.retrieval.index.TenantIndexes;
import dev.firstword.retrieval.model.BatchingEmbedder;
import dev.firstword.retrieval.model.RerankingModel;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link Retrieval} over the indexes and the configured models, with its caches. */
public final class Retriever implements Retrieval {

  /** Characters of a question that are sent to a model; enough to understand any question. */
  private static final int MAX_QUESTION_LENGTH = 8_000;

  private static final long MAX_EMBEDDING_CACHE_BYTES = 32L * 1024 * 1024;
  private static final long MAX_SEARCH_CACHE_BYTES = 64L * 1024 * 1024;

  /** Rewriting an index of a gigabyte takes about ten seconds. */
  private static final Duration PURGE_TIMEOUT = Duration.ofMinutes(2);

  private final TenantIndexes indexes;
  private final DocumentStore store;
  private final @Nullable BatchingEmbedder embedder;
  private final @Nullable RerankingModel reranker;
  private final RetrievalRegions regions;
  private final EmbeddingCache embeddingCache;
  private final SemanticSearchCache searchCache;

  /** Creates a retriever whose models may be sent everything. */
  public Retriever(
      TenantIndexes indexes,
      DocumentStore store,
      @Nullable BatchingEmbedder embedder,
      @Nullable RerankingModel reranker,
      SharedEmbeddingCache shared,
      double similarityThreshold) {
    this(indexes, store, embedder, reranker, RetrievalRegions.ANY, shared, similarityThreshold);
  }

  /**
   * Creates a retriever.
   *
   * @param embedder if absent, searches match words only
   * @param reranker if absent, passages keep the order of the search
   * @param regions whose questions may be sent to them
   * @param similarityThreshold the cosine similarity above which two questions mean the same
   */
  public Retriever(
      TenantIndexes indexes,
      DocumentStore store,
      @Nullable BatchingEmbedder embedder,
      @Nullable RerankingModel reranker,
      RetrievalRegions regions,
      SharedEmbeddingCache shared,
      double similarityThreshold) {
    this.indexes = indexes;
    this.store = store;
    this.embedder = embedder;
    this.reranker = reranker;
    this.regions = regions;
    String model = embedder == null ? "" : embedder.model().name();
    this.embeddingCache =
        new EmbeddingCache(model, MAX_EMBEDDING_CACHE_BYTES, shared, Ticker.systemTicker());
    this.searchCache = new SemanticSearchCache(similarityThreshold, MAX_SEARCH_CACHE_BYTES);
  }

  @Override
  public boolean hasDocuments(String tenant) {
    return indexes.hasDocuments(tenant);
  }

  @Override
  public boolean hasEmbeddingModel(String tenant, @Nullable String profile) {
    return embedder != null && regions.mayEmbed(tenant, profile);
  }

  @Override
  public boolean hasRerankingModel(String tenant, @Nullable String profile) {
    return reranker != null && regions.mayRerank(tenant, profile);
  }

  @Override
  public float[] embed(String tenant, String question, @Nullable String traceparent) {
    if (embedder == null) {
      throw new RetrievalException("no embedding model is configured");
    }
    String truncated = truncate(question);
    float[] cached = embeddingCache.find(tenant, truncated);
    return cached == null ? embedder.embed(tenant, truncated, traceparent) : cached;
  }

  /** What is embedded of a question: like documents, with its accented letters composed. */
  private static String truncate(String question) {
    if (question.length() <= MAX_QUESTION_LENGTH) {
      return Normalizer.normalize(question, Normalizer.Form.NFC);
    }
    boolean cutsPair = Character.isHighSurrogate(question.charAt(MAX_QUESTION_LENGTH - 1));
    return Normalizer.normalize(
        question.substring(0, MAX_QUESTION_LENGTH - (cutsPair ? 1 : 0)), Normalizer.Form.NFC);
  }

  @Override
  public SearchResult search(String tenant, String question, float @Nullable [] vector, int limit) {
    if (vector != null && searchCache.hasEntries(tenant)) {
      SearchResult cached = searchCache.find(tenant, vector, store.version(tenant), limit);
      if (cached != null) {
        return cached;
      }
    }
    return toResult(indexes.search(tenant, question, vector, limit), limit);
  }

  /** Searches by meaning only, without the cache, to evaluate this mode by itself. */
  SearchResult searchByMeaning(String tenant, float[] vector, int limit) {
    return toResult(indexes.search(tenant, null, vector, limit), limit);
  }

  @Override
  public boolean isCurrent(String tenant, SearchResult result) {
    return store.version(tenant) == result.version();
  }

  private static SearchResult toResult(Hits hits, int limit) {
    return new SearchResult(hits.passages(), hits.version(), false, limit);
  }

  @Override
  public List<Passage> rerank(
      String question, List<Passage> passages, @Nullable String traceparent) {
    if (reranker == null || passages.isEmpty()) {
      return passages;
    }
    double[] scores =
        reranker.scores(
            truncate(question),
            passages.stream().map(Retriever::rerankingInput).toList(),
            traceparent);
    List<Passage> reranked = new ArrayList<>(passages.size());
    for (int i = 0; i < scores.length; i++) {
      reranked.add(passages.get(i).withScore(scores[i]));
    }
    reranked.sort(Comparator.comparingDouble(Passage::score).reversed());
    return reranked;
  }

  /** Adds title and heading, because a chunk alone often does not name its subject. */
  private static String rerankingInput(Passage passage) {
    String about =
        passage.heading().isEmpty() ? passage.title() : passage.title() + " › " + passage.heading();
    return about.isEmpty() ? passage.text() : about + "\n\n" + passage.text();
  }

  /** Does not cache a reused result again: similarity would drift from question to question. */
  @Override
  public void cache(String tenant, String question, float[] vector, @Nullable SearchResult result) {
    embeddingCache.put(tenant, truncate(question), vector);
    if (result != null && !result.reused()) {
      searchCache.put(tenant, vector, result);
    }
  }

  /**
   * Drops everything derived from questions and deleted documents of a tenant: cached vectors and
   * results, and what the files of its index still hold of deleted documents. Blocks.
   *
   * @throws RuntimeException if a part can't be reached, or takes too long
   */
  public void forgetDeleted(String tenant) {
    searchCache.removeAll(tenant);
    indexes.purge(tenant, PURGE_TIMEOUT);
    embeddingCache.removeAll(tenant);
  }

  /** Hits and misses of its caches since the server started. */
  public RetrievalCacheStats cacheStats() {
    return new RetrievalCacheStats(
        embeddingCache.hits(),
        embeddingCache.sharedHits(),
        embeddingCache.misses(),
        searchCache.hits(),
        searchCache.misses());
  }

  /** The name of the embedding model, if there is one. */
  public @Nullable String embeddingModel() {
    return embedder == null ? null : embedder.model().name();
  }

  /** The name of the reranking model, if there is one. */
  public @Nullable String rerankingModel() {
    return reranker == null ? null : reranker.name();
  }
}
