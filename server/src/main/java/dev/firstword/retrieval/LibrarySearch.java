package dev.firstword.retrieval;

import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A search that somebody asks for by itself, to look something up or to measure what is found. */
public final class LibrarySearch {

  /** How many passages are put in a better order, at least. */
  private static final int RERANKED = 50;

  private static final Logger log = LoggerFactory.getLogger(LibrarySearch.class);

  private final Retriever retriever;

  public LibrarySearch(Retriever retriever) {
    this.retriever = retriever;
  }

  /** What passages are found by. */
  public enum Way {
    WORDS,
    MEANING,
    BOTH;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What is looked for.
   *
   * @param limit how many passages at most
   * @param rerank whether a model is to put them in a better order, where there is one
   * @param traceparent of the request, handed on to the models
   */
  public record Question(
      String query, int limit, Way by, boolean rerank, @Nullable String traceparent) {}

  /**
   * What was found, and how.
   *
   * @param way that they were really found by: words alone where no vector could be made
   * @param reranked whether a model has put them in order
   */
  public record Outcome(
      List<Passage> passages,
      Way way,
      long version,
      boolean reused,
      boolean reranked,
      long embeddingNanos,
      long searchNanos,
      long rerankingNanos) {}

  /**
   * Searches a tenant's documents. Blocks.
   *
   * @throws RefusedException when that can't be done, or not now
   */
  public Outcome search(String tenant, Question question) {
    boolean rerank = question.rerank && retriever.reranks();
    long start = System.nanoTime();
    float[] vector = vector(tenant, question);
    long embedded = System.nanoTime();
    Found found = found(tenant, question, vector, rerank);
    long searched = System.nanoTime();
    List<Passage> reranked =
        rerank && !found.reused() && !found.passages().isEmpty()
            ? rerankedOrNull(question, found)
            : null;
    long end = System.nanoTime();
    if (question.by == Way.BOTH && vector != null) {
      boolean isFinal = reranked != null || !retriever.reranks();
      retriever.keep(
          tenant,
          question.query,
          vector,
          isFinal ? found.inOrder(reranked == null ? found.passages() : reranked) : null);
    }
    List<Passage> passages = reranked == null ? found.passages() : reranked;
    return new Outcome(
        passages.subList(0, Math.min(passages.size(), question.limit)),
        way(question, vector),
        found.version(),
        found.reused(),
        reranked != null || (found.reused() && retriever.reranks()),
        embedded - start,
        searched - embedded,
        end - searched);
  }

  private static Way way(Question question, float @Nullable [] vector) {
    return vector == null ? Way.WORDS : question.by;
  }

  private float @Nullable [] vector(String tenant, Question question) {
    if (question.by == Way.MEANING && !retriever.embeds()) {
      throw new RefusedException(
          Problem.malformed(
              "No embedding model is configured, so nothing is found by meaning. Search by"
                  + " \"words\"."));
    }
    if (question.by == Way.WORDS || !retriever.embeds()) {
      return null;
    }
    try {
      return retriever.embed(tenant, question.query, question.traceparent);
    } catch (RetrievalException e) {
      if (question.by == Way.MEANING) {
        throw new RefusedException(Problem.searchAway(), e);
      }
      log.warn("a search goes by words alone: {}", e.getMessage());
      return null;
    }
  }

  private Found found(String tenant, Question question, float @Nullable [] vector, boolean rerank) {
    int limit = rerank ? Math.max(question.limit, RERANKED) : question.limit;
    try {
      return question.by == Way.MEANING && vector != null
          ? retriever.searchByMeaning(tenant, vector, limit)
          : retriever.search(tenant, question.query, vector, limit);
    } catch (RetrievalException e) {
      log.warn("a search failed: {}", e.getMessage());
      throw new RefusedException(Problem.searchAway(), e);
    }
  }

  private @Nullable List<Passage> rerankedOrNull(Question question, Found found) {
    try {
      return retriever.rerank(question.query, found.passages(), question.traceparent);
    } catch (RetrievalException e) {
      log.warn("passages stay in the order in which they were found: {}", e.getMessage());
      return null;
    }
  }
}
