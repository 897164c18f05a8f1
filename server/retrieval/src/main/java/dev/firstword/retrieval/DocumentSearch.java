package dev.firstword.retrieval;

import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.retrieval.Passage;
import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.core.retrieval.SearchResult;
import dev.firstword.relay.time.Clock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Searches documents outside of a turn, to look something up or to evaluate retrieval. */
public final class DocumentSearch {

  /** The minimum number of passages to rerank. */
  private static final int MIN_RERANKED = 50;

  private static final Logger log = LoggerFactory.getLogger(DocumentSearch.class);

  private final Retriever retriever;
  private final Clock clock;

  public DocumentSearch(Retriever retriever, Clock clock) {
    this.retriever = retriever;
    this.clock = clock;
  }

  /** How passages are matched. */
  public enum SearchMode {
    WORDS,
    MEANING,
    BOTH;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A search query.
   *
   * @param limit the maximum number of passages
   * @param rerank whether to rerank the passages, if a reranking model is configured
   * @param traceparent the trace of the request, passed to the models
   */
  public record SearchQuery(
      String text, int limit, SearchMode mode, boolean rerank, @Nullable String traceparent) {}

  /**
   * The outcome of a search.
   *
   * @param mode the mode that was used: words only if the query could not be embedded
   * @param reranked whether a model has ordered the passages
   */
  public record SearchOutcome(
      List<Passage> passages,
      SearchMode mode,
      long version,
      boolean reused,
      boolean reranked,
      long embeddingNanos,
      long searchNanos,
      long rerankingNanos) {}

  /**
   * Searches a tenant's documents. Blocks.
   *
   * @throws ProblemException if the search is impossible, or fails at the moment
   */
  public SearchOutcome search(String tenant, SearchQuery query) {
    boolean rerank = query.rerank && retriever.hasRerankingModel(tenant, null);
    long start = clock.nanoTime();
    float[] vector = embed(tenant, query);
    long embedded = clock.nanoTime();
    SearchResult result = runSearch(tenant, query, vector, rerank);
    long searched = clock.nanoTime();
    List<Passage> reranked =
        rerank && !result.reused() && !result.passages().isEmpty()
            ? rerankOrNull(query, result)
            : null;
    long end = clock.nanoTime();
    if (query.mode == SearchMode.BOTH && vector != null) {
      boolean isFinal = reranked != null || !retriever.hasRerankingModel(tenant, null);
      retriever.cache(
          tenant,
          query.text,
          vector,
          isFinal ? result.withPassages(reranked == null ? result.passages() : reranked) : null);
    }
    List<Passage> passages = reranked == null ? result.passages() : reranked;
    return new SearchOutcome(
        passages.subList(0, Math.min(passages.size(), query.limit)),
        effectiveMode(query, vector),
        result.version(),
        result.reused(),
        reranked != null || (result.reused() && retriever.hasRerankingModel(tenant, null)),
        embedded - start,
        searched - embedded,
        end - searched);
  }

  private static SearchMode effectiveMode(SearchQuery query, float @Nullable [] vector) {
    return vector == null ? SearchMode.WORDS : query.mode;
  }

  private float @Nullable [] embed(String tenant, SearchQuery query) {
    if (query.mode == SearchMode.MEANING && !retriever.hasEmbeddingModel(tenant, null)) {
      throw new ProblemException(
          Problem.malformed(
              "No embedding model may be asked, so nothing is found by meaning. Search by"
                  + " \"words\"."));
    }
    if (query.mode == SearchMode.WORDS || !retriever.hasEmbeddingModel(tenant, null)) {
      return null;
    }
    try {
      return retriever.embed(tenant, query.text, query.traceparent);
    } catch (RetrievalException e) {
      if (query.mode == SearchMode.MEANING) {
        throw new ProblemException(Problem.searchUnavailable(), e);
      }
      log.warn("searching by words only: {}", e.getMessage());
      return null;
    }
  }

  private SearchResult runSearch(
      String tenant, SearchQuery query, float @Nullable [] vector, boolean rerank) {
    int limit = rerank ? Math.max(query.limit, MIN_RERANKED) : query.limit;
    try {
      return query.mode == SearchMode.MEANING && vector != null
          ? retriever.searchByMeaning(tenant, vector, limit)
          : retriever.search(tenant, query.text, vector, limit);
    } catch (RetrievalException e) {
      log.warn("a search failed: {}", e.getMessage());
      throw new ProblemException(Problem.searchUnavailable(), e);
    }
  }

  private @Nullable List<Passage> rerankOrNull(SearchQuery query, SearchResult result) {
    try {
      return retriever.rerank(query.text, result.passages(), query.traceparent);
    } catch (RetrievalException e) {
      log.warn("passages keep the order of the search: {}", e.getMessage());
      return null;
    }
  }
}
