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
 * A vector format without a graph. Vectors are stored quantized, with a few bits per dimension, for
 * a full scan, and in full precision for rescoring. Allows more than the 1,024 dimensions of
 * Lucene's default. Lucene looks it up by name through {@code META-INF/services} and calls the
 * constructor without arguments.
 */
public final class ScannedVectorsFormat extends KnnVectorsFormat {

  static final String NAME = "FirstwordScanned";

  /** The dimensions of the largest models in use. */
  static final int MAX_DIMENSIONS = 4_096;

  /** Two bits per dimension, four in the query. docs/decisions/0028 compares alternatives. */
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
    return MAX_DIMENSIONS;
  }
}
