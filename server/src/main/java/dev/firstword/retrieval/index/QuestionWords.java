package dev.firstword.retrieval.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/**
 * A question as the words that are looked for. What people write is never query syntax: each of its
 * words may occur, none has to.
 */
final class QuestionWords {

  /** Questions have a dozen words; a pasted page has hundreds, of which the rarest say enough. */
  static final int MOST_WORDS = 64;

  /** Words that are weighed against each other. */
  private static final int MOST_CANDIDATES = 1_024;

  /** Characters that are looked at. */
  private static final int LONGEST_QUESTION = 32_000;

  private static final Analyzer ANALYZER = EnglishWords.ofQuestions();

  private record Word(String stem, int count, int documents) {}

  private QuestionWords() {}

  /** A query for the question; one that finds nothing when no word of it is in the index. */
  static Query query(IndexReader reader, String question) throws IOException {
    List<Word> words = new ArrayList<>();
    for (Map.Entry<String, Integer> stem : stems(question).entrySet()) {
      int documents = reader.docFreq(new Term(PassageFields.WORDS, stem.getKey()));
      if (documents > 0) {
        words.add(new Word(stem.getKey(), stem.getValue(), documents));
      }
    }
    words.sort(Comparator.comparingInt(Word::documents));
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    for (Word word : words.subList(0, Math.min(words.size(), MOST_WORDS))) {
      Query one = new TermQuery(new Term(PassageFields.WORDS, word.stem()));
      query.add(word.count() == 1 ? one : new BoostQuery(one, word.count()), Occur.SHOULD);
    }
    return query.build();
  }

  private static Map<String, Integer> stems(String question) throws IOException {
    Map<String, Integer> stems = new LinkedHashMap<>();
    String read = question.substring(0, Math.min(question.length(), LONGEST_QUESTION));
    try (TokenStream words = ANALYZER.tokenStream(PassageFields.WORDS, read)) {
      CharTermAttribute word = words.addAttribute(CharTermAttribute.class);
      words.reset();
      while (words.incrementToken() && stems.size() < MOST_CANDIDATES) {
        stems.merge(word.toString(), 1, Integer::sum);
      }
    }
    return stems;
  }
}
