package dev.firstword.retrieval.index;

import java.io.IOException;
import org.apache.lucene.search.DoubleValuesSourceRescorer;
import org.apache.lucene.search.FullPrecisionFloatVectorSimilarityValuesSource;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.search.knn.KnnCollectorManager;

/** Finds the nearest vectors by quantized comparison, then rescores them exactly. */
final class NearestVectorsQuery extends KnnFloatVectorQuery {

  /** How many are rescored exactly: enough to include the ten nearest. */
  private static final int MIN_CANDIDATES = 1_000;

  private NearestVectorsQuery(float[] vector, int candidates) {
    super(PassageFields.VECTOR, vector, candidates);
  }

  /** The nearest documents, best first. Scans all quantized vectors and rescores the best. */
  static TopDocs find(IndexSearcher searcher, float[] vector, int limit) throws IOException {
    int candidates = Math.max(MIN_CANDIDATES, limit);
    TopDocs approximate = searcher.search(new NearestVectorsQuery(vector, candidates), candidates);
    return approximate.scoreDocs.length == 0
        ? approximate // Lucene's rescorer does not accept an empty result.
        : new ExactRescorer(vector).rescore(searcher, approximate, limit);
  }

  /** Collects k per segment in one pass. Lucene's optimistic two-pass only helps graphs. */
  @Override
  protected KnnCollectorManager getKnnCollectorManager(int k, IndexSearcher searcher) {
    return (limit, strategy, leaf) -> new TopKnnCollector(k, limit, strategy);
  }

  private static final class ExactRescorer extends DoubleValuesSourceRescorer {

    private ExactRescorer(float[] vector) {
      super(new FullPrecisionFloatVectorSimilarityValuesSource(vector, PassageFields.VECTOR));
    }

    @Override
    protected float combine(float approximate, boolean isKnown, double exact) {
      return isKnown ? (float) exact : approximate;
    }
  }
}
