package dev.firstword.retrieval.index;

import dev.firstword.retrieval.Chunk;
import dev.firstword.retrieval.DocumentStore.Change;
import dev.firstword.retrieval.Passage;
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
 * A passage as the index holds it. Title, heading and text are one field of words, in which the
 * title's count {@value #TITLE_WEIGHT} times: the "simple BM25 extension to multiple weighted
 * fields" (Robertson, Zaragoza and Taylor, 2004), at the price of one field.
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

  /** How often each word occurs, but not where. */
  private static final FieldType COUNTED = counted();

  private PassageFields() {}

  private static FieldType counted() {
    FieldType type = new FieldType();
    type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    type.setTokenized(true);
    type.freeze();
    return type;
  }

  /** Everything of a document. */
  static Term of(String documentId) {
    return new Term(DOCUMENT, documentId);
  }

  /**
   * Makes an entry of the index.
   *
   * @param vector absent when the passage is found by its words alone
   */
  static Document write(Change document, Chunk chunk, float @Nullable [] vector) {
    Document fields = new Document();
    fields.add(new StringField(DOCUMENT, document.documentId(), Field.Store.YES));
    fields.add(new StoredField(POSITION, chunk.position()));
    fields.add(new StoredField(TITLE, document.title()));
    fields.add(new StoredField(SOURCE, document.source()));
    fields.add(new StoredField(HEADING, chunk.heading()));
    fields.add(new StoredField(TEXT, chunk.text()));
    for (int i = 0; i < TITLE_WEIGHT; i++) {
      fields.add(new Field(WORDS, document.title(), COUNTED));
    }
    fields.add(new Field(WORDS, chunk.heading(), COUNTED));
    fields.add(new Field(WORDS, chunk.text(), COUNTED));
    if (vector != null) {
      fields.add(new KnnFloatVectorField(VECTOR, vector, VectorSimilarityFunction.DOT_PRODUCT));
    }
    return fields;
  }

  /** Reads an entry back. */
  static Passage read(StoredFields stored, int entry, double score) throws IOException {
    Document fields = stored.document(entry);
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
