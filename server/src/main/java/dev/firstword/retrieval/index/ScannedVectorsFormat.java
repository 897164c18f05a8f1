package dev.firstword.retrieval.index;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene104.Lucene104ScalarQuantizedVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;

/**
 * Vectors without a graph: each is kept in a few bits a dimension, all of which a search compares,
 * and whole, for those that come out near. With more dimensions than the 1,024 that Lucene allows
 * by default. Lucene finds it by its name through {@code META-INF/services}, and makes it without
 * arguments.
 */
public final class ScannedVectorsFormat extends KnnVectorsFormat {

  static final String NAME = "FirstwordScanned";

  /** As many as the widest models in use give. */
  static final int MOST_DIMENSIONS = 4_096;

  /** Two bits a dimension, four in the question. See docs/decisions/0028 for the others. */
  private static final ScalarEncoding ENCODING = ScalarEncoding.DIBIT_QUERY_NIBBLE;

  private final KnnVectorsFormat flat = new Lucene104ScalarQuantizedVectorsFormat(ENCODING);

  public ScannedVectorsFormat() {
    super(NAME);
  }

  @Override
  public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
    return flat.fieldsWriter(state);
  }

  @Override
  public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
    return flat.fieldsReader(state);
  }

  @Override
  public int getMaxDimensions(String fieldName) {
    return MOST_DIMENSIONS;
  }
}
