package dev.firstword.simulator.retrieval;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Scores documents by their relevance to one query: the mean of the share of query words they
 * contain and their cosine similarity.
 */
public final class RelevanceScorer {
  private static final int DIMENSIONS = 256;

  private final Embedder embedder = new Embedder(DIMENSIONS);
  private final Set<String> queryStems;
  private final float[] queryVector;

  public RelevanceScorer(String queryVector) {
    queryStems = new HashSet<>(Stemmer.stems(queryVector));
    this.queryVector = embedder.embed(queryVector);
  }

  /** Returns a score from 0 (nothing in common) to 1 (the query itself). */
  public double score(String document) {
    List<String> stems = Stemmer.stems(document);
    double shared =
        queryStems.isEmpty()
            ? 0
            : (double) queryStems.stream().filter(stems::contains).count() / queryStems.size();
    double similarity = Math.max(0, Embedder.cosine(queryVector, embedder.embed(document)));
    return Math.min(1, (shared + similarity) / 2);
  }
}
