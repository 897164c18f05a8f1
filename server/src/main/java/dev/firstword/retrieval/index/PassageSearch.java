package dev.firstword.retrieval.index;

import dev.firstword.retrieval.Passage;
import dev.firstword.retrieval.RetrievalException;
import dev.firstword.retrieval.index.Fusion.Fused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.QueryTimeout;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TopDocs;
import org.jspecify.annotations.Nullable;

/** One search in one snapshot of an index. Ends soon after its thread is interrupted. */
final class PassageSearch {

  /** How many entries each way finds before they are fused. */
  private static final int DEPTH = 100;

  private final Snapshot snapshot;
  private final String model;
  private final IndexSearcher searcher;

  /**
   * A search.
   *
   * @param model whose vectors questions have; empty for none
   */
  PassageSearch(Snapshot snapshot, String model) {
    this.snapshot = snapshot;
    this.model = model;
    searcher = new IndexSearcher(snapshot.reader());
    searcher.setQueryCache(null); // The same words are rarely asked for twice.
    QueryTimeout interrupted = () -> Thread.currentThread().isInterrupted();
    searcher.setTimeout(interrupted);
  }

  /**
   * Finds passages, best first.
   *
   * @param question absent to search by meaning alone
   * @param vector absent to search by words alone
   */
  List<Passage> find(@Nullable String question, float @Nullable [] vector, int limit)
      throws IOException {
    int depth = Math.max(DEPTH, limit);
    List<int[]> orders = new ArrayList<>(2);
    if (question != null) {
      orders.add(byWords(question, depth));
    }
    if (vector != null && holdsVectors()) {
      checkVector(vector);
      orders.add(byMeaning(vector, depth));
    }
    StoredFields stored = snapshot.reader().storedFields();
    List<Passage> passages = new ArrayList<>(limit);
    for (Fused fused : Fusion.fuse(orders)) {
      if (passages.size() == limit) {
        break;
      }
      checkInterrupt();
      passages.add(PassageFields.read(stored, fused.entry(), fused.score()));
    }
    return passages;
  }

  /** Vectors of another model are as good as none; the index is then being made again. */
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
      throw new RetrievalException("The question's vector holds something that is no number.");
    }
  }

  private int[] byWords(String question, int depth) throws IOException {
    checkInterrupt();
    return entries(searcher.search(QuestionWords.query(snapshot.reader(), question), depth));
  }

  private int[] byMeaning(float[] vector, int depth) throws IOException {
    checkInterrupt();
    return entries(NearestVectors.find(searcher, vector, depth));
  }

  private static int[] entries(TopDocs found) {
    checkInterrupt();
    int[] entries = new int[found.scoreDocs.length];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = found.scoreDocs[i].doc;
    }
    return entries;
  }

  private static void checkInterrupt() {
    if (Thread.currentThread().isInterrupted()) {
      throw new RetrievalException("The search was interrupted.");
    }
  }
}
