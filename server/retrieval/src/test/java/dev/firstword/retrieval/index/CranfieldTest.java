package dev.firstword.retrieval.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.retrieval.Passage;
import dev.firstword.testing.Cranfield;
import dev.firstword.testing.Cranfield.Abstract;
import dev.firstword.testing.Cranfield.Quality;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quality of search by words, compared with plain Lucene. */
final class CranfieldTest {

  /** The API's maximum, so that results are comparable with the benchmark. */
  private static final int DEPTH = 50;

  @TempDir private Path folder;

  @Test
  void findsAsWellByWordsAsPlainLucene() throws IOException {
    Cranfield cranfield = Cranfield.read();
    assertThat(cranfield.documents()).hasSize(1_400);
    assertThat(cranfield.questions()).hasSize(225);

    Quality ours = ours(cranfield);
    Quality plain = plainLucene(cranfield);

    System.out.println(describe("ours", ours) + "; " + describe("plain Lucene", plain));
    assertThat(ours.ndcg()).isGreaterThan(plain.ndcg() - 0.005);
    assertThat(ours.map()).isGreaterThan(plain.map() - 0.005);
  }

  private static String describe(String name, Quality quality) {
    return String.format(
        Locale.ROOT, "%s: nDCG@10 %.4f, MAP %.4f", name, quality.ndcg(), quality.map());
  }

  private Quality ours(Cranfield cranfield) {
    DocumentStoreFixture documents = new DocumentStoreFixture();
    for (Abstract document : cranfield.documents()) {
      if (!document.text().isEmpty() || !document.title().isEmpty()) {
        documents.put("cranfield", document.number(), document.title(), document.text());
      }
    }
    try (TenantIndexes indexes = documents.openIndexes(folder, null)) {
      return cranfield.evaluate(question ->
          indexes.search("cranfield", question, null, DEPTH).passages().stream()
              .map(Passage::documentId)
              .toList());
    }
  }

  /** A plain Lucene index with one field, and one analyzer for documents and questions. */
  private static Quality plainLucene(Cranfield cranfield) throws IOException {
    try (EnglishAnalyzer analyzer = new EnglishAnalyzer();
        ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
      try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
        for (Abstract document : cranfield.documents()) {
          Document fields = new Document();
          fields.add(new StringField("number", document.number(), Field.Store.YES));
          String words = document.title() + "\n" + document.text();
          fields.add(new TextField("words", words, Field.Store.NO));
          writer.addDocument(fields);
        }
      }
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        IndexSearcher searcher = new IndexSearcher(reader);
        return cranfield.evaluate(question -> numbers(searcher, analyzer, question));
      }
    }
  }

  private static List<String> numbers(
      IndexSearcher searcher, EnglishAnalyzer analyzer, String question) {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    List<String> numbers = new ArrayList<>();
    try (TokenStream words = analyzer.tokenStream("words", question)) {
      CharTermAttribute word = words.addAttribute(CharTermAttribute.class);
      words.reset();
      while (words.incrementToken()) {
        query.add(new TermQuery(new Term("words", word.toString())), Occur.SHOULD);
      }
      for (ScoreDoc found : searcher.search(query.build(), DEPTH).scoreDocs) {
        numbers.add(searcher.storedFields().document(found.doc).get("number"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return numbers;
  }
}
