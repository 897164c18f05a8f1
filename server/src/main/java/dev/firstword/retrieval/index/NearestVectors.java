package dev.firstword.retrieval.index;

import java.io.IOException;
import org.apache.lucene.search.DoubleValuesSourceRescorer;
import org.apache.lucene.search.FullPrecisionFloatVectorSimilarityValuesSource;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.search.knn.KnnCollectorManager;

/** Those entries whose vectors, compared roughly, are nearest to a question's. */
final class NearestVectors extends KnnFloatVectorQuery {

  /** How many are compared exactly: so many that the ten nearest are among them. */
  private static final int CANDIDATES = 1_000;

  private NearestVectors(float[] vector, int candidates) {
    super(PassageFields.VECTOR, vector, candidates);
  }

  /** The nearest entries, best first: all are compared roughly, the best of them exactly. */
  static TopDocs find(IndexSearcher searcher, float[] vector, int limit) throws IOException {
    int candidates = Math.max(CANDIDATES, limit);
    TopDocs roughly = searcher.search(new NearestVectors(vector, candidates), candidates);
    return roughly.scoreDocs.length == 0
        ? roughly // Lucene's rescorer takes it for granted that there is something.
        : new Exactly(vector).rescore(searcher, roughly, limit);
  }

  /** Lucene's own asks each file for less at first, and then again: of use for graphs only. */
  @Override
  protected KnnCollectorManager getKnnCollectorManager(int k, IndexSearcher searcher) {
    return (limit, strategy, leaf) -> new TopKnnCollector(k, limit, strategy);
  }

  private static final class Exactly extends DoubleValuesSourceRescorer {

    private Exactly(float[] vector) {
      super(new FullPrecisionFloatVectorSimilarityValuesSource(vector, PassageFields.VECTOR));
    }

    @Override
    protected float combine(float roughly, boolean isKnown, double exactly) {
      return isKnown ? (float) exactly : roughly;
    }
  }
}
