package dev.firstword.simulator.retrieval;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How well documents answer one query: the share of its words they have, and their nearness. */
public final class Relevance {
  private static final int DIMENSIONS = 256;

  private final Embedder embedder = new Embedder(DIMENSIONS);
  private final Set<String> wanted;
  private final float[] query;

  public Relevance(String query) {
    wanted = new HashSet<>(Words.stems(query));
    this.query = embedder.embed(query);
  }

  /** From 0, nothing in common, to 1, the query itself. */
  public double of(String document) {
    List<String> stems = Words.stems(document);
    double shared =
        wanted.isEmpty()
            ? 0
            : (double) wanted.stream().filter(stems::contains).count() / wanted.size();
    double near = Math.max(0, Embedder.cosine(query, embedder.embed(document)));
    return Math.min(1, (shared + near) / 2);
  }
}
