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
 * Builds a query from the words of a question. The text is never parsed as query syntax: every word
 * is optional.
 */
final class QuestionQuery {

  /** Questions have about a dozen words; of a pasted page, the rarest words are enough. */
  static final int MAX_TERMS = 64;

  /** How many distinct words are considered. */
  private static final int MAX_CANDIDATE_TERMS = 1_024;

  /** How many characters are considered. */
  private static final int MAX_QUESTION_LENGTH = 32_000;

  private static final Analyzer ANALYZER = EnglishTextAnalyzer.forQuestions();

  private record QueryTerm(String stem, int count, int documentFrequency) {}

  private QuestionQuery() {}

  /** Builds a query for the question; it matches nothing if the index has none of its words. */
  static Query build(IndexReader reader, String question) throws IOException {
    List<QueryTerm> words = new ArrayList<>();
    for (Map.Entry<String, Integer> stem : countStems(question).entrySet()) {
      int documents = reader.docFreq(new Term(PassageFields.WORDS, stem.getKey()));
      if (documents > 0) {
        words.add(new QueryTerm(stem.getKey(), stem.getValue(), documents));
      }
    }
    words.sort(Comparator.comparingInt(QueryTerm::documentFrequency));
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    for (QueryTerm word : words.subList(0, Math.min(words.size(), MAX_TERMS))) {
      Query one = new TermQuery(new Term(PassageFields.WORDS, word.stem()));
      query.add(word.count() == 1 ? one : new BoostQuery(one, word.count()), Occur.SHOULD);
    }
    return query.build();
  }

  private static Map<String, Integer> countStems(String question) throws IOException {
    Map<String, Integer> stems = new LinkedHashMap<>();
    String read = question.substring(0, Math.min(question.length(), MAX_QUESTION_LENGTH));
    try (TokenStream words = ANALYZER.tokenStream(PassageFields.WORDS, read)) {
      CharTermAttribute word = words.addAttribute(CharTermAttribute.class);
      words.reset();
      while (words.incrementToken() && stems.size() < MAX_CANDIDATE_TERMS) {
        stems.merge(word.toString(), 1, Integer::sum);
      }
    }
    return stems;
  }
}
