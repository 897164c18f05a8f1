package dev.firstword.bench.search;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.bench.Benchmark;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.search.Cranfield.Abstract;
import dev.firstword.bench.search.Cranfield.Quality;
import dev.firstword.bench.search.OpenLoop.Times;
import dev.firstword.bench.stage.Node;
import dev.firstword.bench.stage.Site;
import dev.firstword.bench.stage.Size;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.HdrHistogram.Histogram;

/**
 * Searching documents over the public API: how well and how fast by words in the Cranfield
 * collection, how fast and how exactly by meaning in many passages, and how often two different
 * questions are taken for one. The vectors are the simulator's.
 */
public final class SearchBenchmark implements Benchmark {

  private static final String MODEL = "all-minilm-l6-v2";
  private static final int PER_SECOND = 100;
  private static final int MOST_PASSAGES = 50;
  private static final int WARM_UP = 500;

  /** What CranfieldTest measures of plain Lucene, with the same number of passages. */
  private static final double LUCENE_NDCG = 0.5155;

  private static final double LUCENE_MAP = 0.4058;
  private static final double TOLERANCE = 0.005;

  /** From which cosine on questions are taken for the same, as in the server's settings. */
  private static final double SAME = 0.95;

  private final int searches = Size.of("SEARCHES", 3_000);
  private final int passages = Size.of("PASSAGES", 100_000);

  @Override
  public String name() {
    return "search";
  }

  @Override
  public String title() {
    return "Searching documents by words and by meaning (vectors of the simulator's model)";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Passes passes = new Passes();
    Cranfield cranfield = Cranfield.read();
    try (Site site = Site.open(root)) {
      site.simulator().embeddingMillis(1);
      Node words = site.node("words", "");
      words.start();
      byWords(passes, words.address(), cranfield);
      words.close();

      URI simulator = site.simulator().address();
      sameQuestions(passes, new Vectors(simulator, MODEL), cranfield);

      Node meaning = site.node("meaning", embedding(simulator));
      meaning.start();
      byMeaning(passes, meaning.address(), new Vectors(simulator, MODEL));
    }
    return passes.figures();
  }

  private static String embedding(URI simulator) {
    return """
    retrieval:
      embedding:
        base_url: "%s/v1"
        model: %s
        key: "simulated"
    """
        .formatted(simulator, MODEL);
  }

  private void byWords(Passes passes, URI server, Cranfield cranfield)
      throws IOException, InterruptedException {
    SearchApi api = new SearchApi(server);
    Map<String, String> numbers = new HashMap<>();
    for (Abstract document : cranfield.documents()) {
      if (!document.text().isEmpty()) {
        numbers.put(api.add(document.title(), "text/plain", document.text()), document.number());
      }
    }
    for (String documentId : numbers.keySet()) {
      api.awaitReady(documentId);
    }

    Quality quality = cranfield.judge(question -> found(api, question, numbers));
    passes.record(
        "words, nDCG@10 (Lucene alone " + LUCENE_NDCG + ")",
        quality.ndcg(),
        "",
        Target.atLeast(LUCENE_NDCG - TOLERANCE));
    passes.record(
        "words, MAP of " + MOST_PASSAGES + " (Lucene alone " + LUCENE_MAP + ")",
        quality.map(),
        "",
        Target.atLeast(LUCENE_MAP - TOLERANCE));

    List<String> questions = List.copyOf(cranfield.questions().values());
    warmUp(api, questions, "words");
    Times times =
        OpenLoop.run(
            searches,
            PER_SECOND,
            i -> api.search(questions.get(i % questions.size()), "words", 10).searchMillis());
    record(passes, "words, index", times.own(), Target.atMost(2), Target.atMost(10));
    record(passes, "words, whole call", times.whole(), Target.none(), Target.none());
    passes.record("words, failed", times.failed(), "", Target.atMost(0));
  }

  /** A server that has just started interprets its code. */
  private static void warmUp(SearchApi api, List<String> questions, String by)
      throws InterruptedException {
    Times _ =
        OpenLoop.run(
            WARM_UP,
            PER_SECOND,
            i -> api.search(questions.get(i % questions.size()), by, 10).searchMillis());
  }

  private static List<String> found(SearchApi api, String question, Map<String, String> numbers) {
    try {
      return api.search(question, "words", MOST_PASSAGES).passages().stream()
          .map(passage -> passage.path("document_id").asText())
          .distinct()
          .map(id -> Objects.requireNonNull(numbers.get(id)))
          .toList();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Different questions are those of which different documents were judged relevant. */
  private static void sameQuestions(Passes passes, Vectors vectors, Cranfield cranfield)
      throws IOException, InterruptedException {
    List<Integer> numbers = List.copyOf(cranfield.questions().keySet());
    List<float[]> all = vectors.of(List.copyOf(cranfield.questions().values()));
    int pairs = 0;
    int same = 0;
    int wrong = 0;
    for (int i = 0; i < all.size(); i++) {
      for (int j = 0; j < i; j++) {
        pairs++;
        if (Vectors.cosine(all.get(i), all.get(j)) > SAME) {
          same++;
          Set<String> one = cranfield.relevant().getOrDefault(numbers.get(i), Set.of());
          Set<String> other = cranfield.relevant().getOrDefault(numbers.get(j), Set.of());
          wrong += one.equals(other) ? 0 : 1;
        }
      }
    }
    passes.record("pairs of questions over a cosine of " + SAME, same, "");
    passes.record("of a million pairs, taken for one wrongly", 1e6 * wrong / pairs, "");
  }

  private void byMeaning(Passes passes, URI server, Vectors vectors)
      throws IOException, InterruptedException {
    SearchApi api = new SearchApi(server);
    MadeUpTexts texts = new MadeUpTexts(Size.seed());
    long begin = System.nanoTime();
    List<String> embedded = new ArrayList<>(passages);
    List<String> documents = new ArrayList<>();
    while (embedded.size() < passages) {
      documents.add(texts.add(api, embedded));
    }
    for (String documentId : documents) {
      api.awaitReady(documentId);
    }
    passes.record("made ready", embedded.size() * 1e9 / (System.nanoTime() - begin), "passages/s");

    List<String> questions = new ArrayList<>();
    for (int i = 0; i < searches; i++) {
      questions.add(texts.question());
    }
    recall(passes, api, questions.subList(0, Math.min(100, searches)), vectors, embedded);
    warmUp(api, embedded, "meaning");
    // At half the rate: each question asks the model, too.
    Times times =
        OpenLoop.run(
            searches,
            PER_SECOND / 2,
            i -> api.search(questions.get(i), "meaning", 10).searchMillis());
    String name = "meaning, " + embedded.size() + " passages, ";
    record(passes, name + "index", times.own(), Target.none(), Target.atMost(20));
    record(passes, name + "whole call", times.whole(), Target.none(), Target.none());
    passes.record("meaning, failed", times.failed(), "", Target.atMost(0));
  }

  private static void recall(
      Passes passes, SearchApi api, List<String> questions, Vectors vectors, List<String> embedded)
      throws IOException, InterruptedException {
    List<float[]> all = vectors.of(embedded);
    List<float[]> asked = vectors.of(questions);
    int hits = 0;
    for (int i = 0; i < asked.size(); i++) {
      float[] vector = asked.get(i);
      double[] cosines = all.stream().mapToDouble(one -> Vectors.cosine(one, vector)).toArray();
      double tenth = tenth(cosines);
      for (JsonNode passage : api.search(questions.get(i), "meaning", 10).passages()) {
        hits += cosines[MadeUpTexts.number(passage)] >= tenth - 1e-6 ? 1 : 0;
      }
    }
    passes.record(
        "meaning, recall@10 against exact search",
        hits / (10.0 * asked.size()),
        "",
        Target.atLeast(0.95));
  }

  private static double tenth(double[] cosines) {
    double[] sorted = cosines.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length - 10];
  }

  private static void record(
      Passes passes, String name, Histogram micros, Target median, Target tail) {
    passes.record(name + ", p50", micros.getValueAtPercentile(50) / 1e3, "ms", median);
    passes.record(name + ", p99", micros.getValueAtPercentile(99) / 1e3, "ms", tail);
  }
}
