package dev.firstword.retrieval.index;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Splits text into stemmed words, like Lucene's {@link EnglishAnalyzer}. It also removes accents,
 * which people often leave out in questions, and what is invisible; and it finds words in scripts
 * that put no spaces between them.
 */
final class EnglishTextAnalyzer extends Analyzer {

  /**
   * Reuses nothing. Each question runs on a new virtual thread, and Lucene would keep components
   * per thread; creating them takes microseconds.
   */
  private static final ReuseStrategy NO_REUSE =
      new ReuseStrategy() {
        @Override
        public @Nullable TokenStreamComponents getReusableComponents(
            Analyzer analyzer, String fieldName) {
          return null;
        }

        @Override
        public void setReusableComponents(
            Analyzer analyzer, String fieldName, TokenStreamComponents components) {}
      };

  /** Longer than any chunk, because a word may begin anywhere in a line without spaces. */
  private static final int MAX_TOKEN_LENGTH = 4_096;

  private EnglishTextAnalyzer(ReuseStrategy reuse) {
    super(reuse);
  }

  static EnglishTextAnalyzer forDocuments() {
    return new EnglishTextAnalyzer(GLOBAL_REUSE_STRATEGY);
  }

  static EnglishTextAnalyzer forQuestions() {
    return new EnglishTextAnalyzer(NO_REUSE);
  }

  @Override
  protected TokenStreamComponents createComponents(String fieldName) {
    StandardTokenizer tokenizer = new StandardTokenizer();
    tokenizer.setMaxTokenLength(MAX_TOKEN_LENGTH);
    TokenStream words = new BigramFilter(tokenizer);
    words = new EnglishPossessiveFilter(words);
    words = new LowerCaseFilter(words);
    words = new StopFilter(words, EnglishAnalyzer.ENGLISH_STOP_WORDS_SET);
    words = new ASCIIFoldingFilter(words);
    return new TokenStreamComponents(tokenizer, new PorterStemFilter(words));
  }

  @Override
  protected Reader initReader(String fieldName, Reader reader) {
    StringWriter text = new StringWriter();
    try (reader) {
      reader.transferTo(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new StringReader(SearchableText.normalize(text.toString()));
  }
}
