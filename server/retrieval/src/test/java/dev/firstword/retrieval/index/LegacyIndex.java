package dev.firstword.retrieval.index;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.store.Directory;

/** An index in a legacy format, with vectors in a graph, that is no longer supported. */
final class LegacyIndex {

  private LegacyIndex() {}

  /** Writes an index with a single document, which current code can't read. */
  static void write(Directory directory, IndexState state) throws IOException {
    Map<String, String> data = new HashMap<>(state.toMap());
    data.put("format", "1");
    IndexWriterConfig config =
        new IndexWriterConfig()
            .setCodec(
                new Lucene104Codec() {
                  private final KnnVectorsFormat graph = new LegacyGraphFormat();

                  @Override
                  public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                    return graph;
                  }
                });
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      Document entry = new Document();
      entry.add(new KnnFloatVectorField(PassageFields.VECTOR, TestVectors.axis(3, 1)));
      writer.addDocument(entry);
      writer.setLiveCommitData(data.entrySet());
    }
  }

  private static final class LegacyGraphFormat extends KnnVectorsFormat {

    private final KnnVectorsFormat format = new Lucene99HnswVectorsFormat();

    private LegacyGraphFormat() {
      super("FirstwordWide");
    }

    @Override
    public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
      return format.fieldsWriter(state);
    }

    @Override
    public KnnVectorsReader fieldsReader(SegmentReadState state) {
      throw new UnsupportedOperationException("never read");
    }

    @Override
    public int getMaxDimensions(String fieldName) {
      return format.getMaxDimensions(fieldName);
    }
  }
}
