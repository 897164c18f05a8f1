package dev.firstword.retrieval.index;

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
 * Text becomes the stems of its words: what Lucene's {@link EnglishAnalyzer} does, and accents are
 * dropped besides, as people leave them out when they ask.
 */
final class EnglishWords extends Analyzer {

  /**
   * Questions come on a new virtual thread each, for which Lucene would keep a copy each: making
   * one takes microseconds.
   */
  private static final ReuseStrategy NONE =
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

  private EnglishWords(ReuseStrategy reuse) {
    super(reuse);
  }

  static EnglishWords ofDocuments() {
    return new EnglishWords(GLOBAL_REUSE_STRATEGY);
  }

  static EnglishWords ofQuestions() {
    return new EnglishWords(NONE);
  }

  @Override
  protected TokenStreamComponents createComponents(String fieldName) {
    StandardTokenizer tokenizer = new StandardTokenizer();
    TokenStream words = new EnglishPossessiveFilter(tokenizer);
    words = new LowerCaseFilter(words);
    words = new StopFilter(words, EnglishAnalyzer.ENGLISH_STOP_WORDS_SET);
    words = new ASCIIFoldingFilter(words);
    return new TokenStreamComponents(tokenizer, new PorterStemFilter(words));
  }
}
