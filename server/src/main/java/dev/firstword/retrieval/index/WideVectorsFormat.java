package dev.firstword.retrieval.index;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * Lucene's graph of vectors (HNSW: Malkov and Yashunin, 2018), with more dimensions than the 1,024
 * that Lucene allows by default. Lucene finds it by its name through {@code META-INF/services}, and
 * makes it without arguments.
 */
public final class WideVectorsFormat extends KnnVectorsFormat {

  static final String NAME = "FirstwordWide";

  /** As many as the widest models in use give. */
  static final int MOST_DIMENSIONS = 4_096;

  /** Neighbours of each vector; Lucene's default. */
  private static final int CONNECTIONS = 16;

  /** Candidates while a vector is put in; Lucene's default. */
  private static final int BEAM = 100;

  private final KnnVectorsFormat graph = new Lucene99HnswVectorsFormat(CONNECTIONS, BEAM);

  public WideVectorsFormat() {
    super(NAME);
  }

  @Override
  public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
    return graph.fieldsWriter(state);
  }

  @Override
  public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
    return graph.fieldsReader(state);
  }

  @Override
  public int getMaxDimensions(String fieldName) {
    return MOST_DIMENSIONS;
  }
}
