package dev.firstword.retrieval.index;

import dev.firstword.core.retrieval.Passage;
import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.retrieval.index.RankFusion.FusedHit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.QueryTimeout;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TopDocs;
import org.jspecify.annotations.Nullable;

/** One search in a snapshot of an index. Returns soon after its thread is interrupted. */
final class PassageSearch {

  /** How many hits each ranking contributes to the fusion, at least. */
  private static final int MIN_DEPTH = 100;

  private final IndexSnapshot snapshot;
  private final String model;
  private final IndexSearcher searcher;

  /**
   * Creates a search.
   *
   * @param model the embedding model of the questions' vectors; empty for none
   */
  PassageSearch(IndexSnapshot snapshot, String model) {
    this.snapshot = snapshot;
    this.model = model;
    searcher = new IndexSearcher(snapshot.reader());
    searcher.setQueryCache(null); // Queries rarely repeat.
    QueryTimeout interrupted = () -> Thread.currentThread().isInterrupted();
    searcher.setTimeout(interrupted);
  }

  /**
   * Finds passages, best first.
   *
   * @param question absent to search by meaning only
   * @param vector absent to search by words only
   */
  List<Passage> find(@Nullable String question, float @Nullable [] vector, int limit)
      throws IOException {
    int depth = Math.max(MIN_DEPTH, limit);
    List<int[]> rankings = new ArrayList<>(2);
    if (question != null) {
      rankings.add(rankByWords(question, depth));
    }
    if (vector != null && holdsVectors()) {
      checkVector(vector);
      rankings.add(rankByMeaning(vector, depth));
    }
    StoredFields stored = snapshot.reader().storedFields();
    List<Passage> passages = new ArrayList<>(limit);
    for (FusedHit fused : RankFusion.fuse(rankings)) {
      if (passages.size() == limit) {
        break;
      }
      checkInterrupt();
      passages.add(PassageFields.read(stored, fused.docId(), fused.score()));
    }
    return passages;
  }

  /** Vectors of another model are not comparable; the index is then being rebuilt. */
  private boolean holdsVectors() {
    return snapshot.state().dimensions() > 0 && snapshot.state().model().equals(model);
  }

  private void checkVector(float[] vector) {
    int dimensions = snapshot.state().dimensions();
    if (vector.length != dimensions) {
      throw new RetrievalException(
          "The index holds vectors of "
              + dimensions
              + " dimensions, and the question's has "
              + vector.length
              + ".");
    }
    if (!OpenIndex.isUsable(vector)) {
      throw new RetrievalException("The question's vector contains a value that is not a number.");
    }
  }

  private int[] rankByWords(String question, int depth) throws IOException {
    checkInterrupt();
    return docIds(searcher.search(QuestionQuery.build(snapshot.reader(), question), depth));
  }

  private int[] rankByMeaning(float[] vector, int depth) throws IOException {
    checkInterrupt();
    return docIds(NearestVectorsQuery.find(searcher, vector, depth));
  }

  private static int[] docIds(TopDocs found) {
    checkInterrupt();
    int[] docIds = new int[found.scoreDocs.length];
    for (int i = 0; i < docIds.length; i++) {
      docIds[i] = found.scoreDocs[i].doc;
    }
    return docIds;
  }

  private static void checkInterrupt() {
    if (Thread.currentThread().isInterrupted()) {
      throw new RetrievalException("The search was interrupted.");
    }
  }
}
