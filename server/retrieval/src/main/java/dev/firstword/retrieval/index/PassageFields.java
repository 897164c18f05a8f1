package dev.firstword.retrieval.index;

import dev.firstword.core.retrieval.Passage;
import dev.firstword.retrieval.document.Chunk;
import dev.firstword.retrieval.document.DocumentStore.DocumentChange;
import java.io.IOException;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.jspecify.annotations.Nullable;

/**
 * Maps passages to Lucene documents. Title, heading and text share one field of words, in which
 * title words count {@value #TITLE_WEIGHT} times. This is the "simple BM25 extension to multiple
 * weighted fields" (Robertson, Zaragoza and Taylor, 2004), at the cost of one field.
 */
final class PassageFields {

  static final String WORDS = "words";
  static final String VECTOR = "vector";

  private static final String DOCUMENT = "document_id";
  private static final String POSITION = "position";
  private static final String TITLE = "title";
  private static final String SOURCE = "source";
  private static final String HEADING = "heading";
  private static final String TEXT = "text";

  private static final int TITLE_WEIGHT = 2;

  /** Indexes term frequencies without positions. */
  private static final FieldType FREQUENCIES_ONLY = frequenciesOnly();

  private PassageFields() {}

  private static FieldType frequenciesOnly() {
    FieldType type = new FieldType();
    type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    type.setTokenized(true);
    type.freeze();
    return type;
  }

  /** A term that matches all passages of a document. */
  static Term documentTerm(String documentId) {
    return new Term(DOCUMENT, documentId);
  }

  /**
   * Creates a Lucene document for a chunk.
   *
   * @param vector absent if the passage is searchable by words only
   */
  static Document write(DocumentChange document, Chunk chunk, float @Nullable [] vector) {
    Document fields = new Document();
    fields.add(new StringField(DOCUMENT, document.documentId(), Field.Store.YES));
    fields.add(new StoredField(POSITION, chunk.position()));
    fields.add(new StoredField(TITLE, document.title()));
    fields.add(new StoredField(SOURCE, document.source()));
    fields.add(new StoredField(HEADING, chunk.heading()));
    fields.add(new StoredField(TEXT, chunk.text()));
    for (int i = 0; i < TITLE_WEIGHT; i++) {
      fields.add(new Field(WORDS, document.title(), FREQUENCIES_ONLY));
    }
    fields.add(new Field(WORDS, chunk.heading(), FREQUENCIES_ONLY));
    fields.add(new Field(WORDS, chunk.text(), FREQUENCIES_ONLY));
    if (vector != null) {
      fields.add(new KnnFloatVectorField(VECTOR, vector, VectorSimilarityFunction.DOT_PRODUCT));
    }
    return fields;
  }

  /** Reads a passage from a Lucene document. */
  static Passage read(StoredFields stored, int docId, double score) throws IOException {
    Document fields = stored.document(docId);
    String documentId = fields.get(DOCUMENT);
    return new Passage(
        documentId + "." + fields.get(POSITION),
        documentId,
        fields.get(TITLE),
        fields.get(SOURCE),
        fields.get(HEADING),
        fields.get(TEXT),
        score);
  }
}
