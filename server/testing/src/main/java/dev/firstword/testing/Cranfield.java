package dev.firstword.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/**
 * The Cranfield collection: abstracts, questions, and judgments of which abstracts answer which
 * question. See the ATTRIBUTION file next to the data.
 *
 * @param questions the questions by number, counted in order of appearance
 * @param relevant the numbers of the relevant documents, by question number. All judgments of this
 *     copy have the same grade, so relevance is binary
 */
public record Cranfield(
    List<Abstract> documents, Map<Integer, String> questions, Map<Integer, Set<String>> relevant) {

  /** A document. */
  public record Abstract(String number, String title, String text) {}

  /**
   * The ranking quality, averaged over all questions.
   *
   * @param ndcg normalized discounted cumulative gain of the first ten (Järvelin and Kekäläinen,
   *     2002)
   * @param map mean average precision over the results returned
   */
  public record Quality(double ndcg, double map) {}

  public static Cranfield read() throws IOException {
    List<Abstract> documents = new ArrayList<>();
    for (Map<Character, String> fields : records("cran.all.1400.gz")) {
      documents.add(new Abstract(field(fields, 'I'), field(fields, 'T'), field(fields, 'W')));
    }
    Map<Integer, String> questions = new TreeMap<>();
    for (Map<Character, String> fields : records("cran.qry.gz")) {
      questions.put(questions.size() + 1, field(fields, 'W'));
    }
    Map<Integer, Set<String>> relevant = new HashMap<>();
    for (String line : lines("cranqrel.correct.gz")) {
      String[] columns = line.strip().split("\\s+", -1); // Question, unused, document, grade.
      relevant.computeIfAbsent(Integer.valueOf(columns[0]), _ -> new HashSet<>()).add(columns[2]);
    }
    return new Cranfield(documents, questions, relevant);
  }

  private static String field(Map<Character, String> fields, char name) {
    return Objects.requireNonNullElse(fields.get(name), "").strip();
  }

  private static List<Map<Character, String>> records(String file) throws IOException {
    List<Map<Character, String>> records = new ArrayList<>();
    char field = 'I';
    for (String line : lines(file)) {
      if (line.startsWith(".I ")) {
        field = 'I';
        records.add(new HashMap<>());
        records.getLast().put('I', line.substring(3));
      } else if (line.matches("\\.[TABW]\\s*")) {
        field = line.charAt(1);
      } else {
        records.getLast().merge(field, line, (before, after) -> before + "\n" + after);
      }
    }
    return records;
  }

  private static List<String> lines(String file) throws IOException {
    InputStream packed =
        Objects.requireNonNull(Cranfield.class.getResourceAsStream("/cranfield/" + file), file);
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.US_ASCII))) {
      return reader.readAllLines();
    }
  }

  /**
   * Evaluates a search on every judged question.
   *
   * @param search returns the document numbers for a question, best first
   */
  public Quality evaluate(Function<String, List<String>> search) {
    double ndcg = 0;
    double map = 0;
    for (Map.Entry<Integer, Set<String>> entry : relevant.entrySet()) {
      String question = Objects.requireNonNull(questions.get(entry.getKey()));
      List<String> found = search.apply(question);
      ndcg += ndcg(found, entry.getValue());
      map += averagePrecision(found, entry.getValue());
    }
    return new Quality(ndcg / relevant.size(), map / relevant.size());
  }

  private static double ndcg(List<String> found, Set<String> relevant) {
    double gain = 0;
    double best = 0;
    for (int place = 0; place < 10; place++) {
      double discounted = Math.log(2) / Math.log(place + 2.0);
      gain += place < found.size() && relevant.contains(found.get(place)) ? discounted : 0;
      best += place < relevant.size() ? discounted : 0;
    }
    return gain / best;
  }

  private static double averagePrecision(List<String> found, Set<String> relevant) {
    double sum = 0;
    int hits = 0;
    for (int place = 0; place < found.size(); place++) {
      if (relevant.contains(found.get(place))) {
        hits++;
        sum += (double) hits / (place + 1);
      }
    }
    return sum / relevant.size();
  }
}
