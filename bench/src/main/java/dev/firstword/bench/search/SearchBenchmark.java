package dev.firstword.bench.search;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.bench.Benchmark;
import dev.firstword.bench.harness.BenchEnvironment;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.ServerNode;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.search.OpenLoopLoad.CallTimes;
import dev.firstword.testing.Cranfield;
import dev.firstword.testing.Cranfield.Abstract;
import dev.firstword.testing.Cranfield.Quality;
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
 * Measures document search over the public API: quality and latency of keyword search in the
 * Cranfield collection, latency and recall of vector search over many passages. Also measures how
 * often two different questions are treated as the same. The vectors are the simulator's.
 */
public final class SearchBenchmark implements Benchmark {

  private static final String MODEL = "all-minilm-l6-v2";
  private static final int SEARCHES_PER_SECOND = 100;
  private static final int MAX_PASSAGES = 50;
  private static final int WARM_UP_SEARCHES = 500;

  /** The quality that CranfieldTest measures for plain Lucene, with the same number of passages. */
  private static final double LUCENE_NDCG = 0.5155;

  private static final double LUCENE_MAP = 0.4058;
  private static final double TOLERANCE = 0.005;

  /** The cosine above which two questions count as the same, as in the server's settings. */
  private static final double SIMILARITY_THRESHOLD = 0.95;

  private final int searches = RunSize.of("SEARCHES", 3_000);
  private final int passages = RunSize.of("PASSAGES", 100_000);

  @Override
  public String name() {
    return "search";
  }

  @Override
  public String title() {
    return "Document search by words and by meaning (vectors of the simulator's model)";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Measurements measurements = new Measurements();
    Cranfield cranfield = Cranfield.read();
    try (BenchEnvironment environment = BenchEnvironment.open(root)) {
      environment.simulator().setEmbeddingMillis(1);
      ServerNode words = environment.node("words", "");
      words.start();
      measureByWords(measurements, words.address(), cranfield);
      words.close();

      URI simulator = environment.simulator().address();
      measureFalseMatches(measurements, new EmbeddingClient(simulator, MODEL), cranfield);

      ServerNode meaning = environment.node("meaning", embedding(simulator));
      meaning.start();
      measureByMeaning(measurements, meaning.address(), new EmbeddingClient(simulator, MODEL));
    }
    return measurements.figures();
  }

  private static String embedding(URI simulator) {
    return """
    retrieval:
      embedding:
        base_url: "%s/v1"
        model: %s
        api_key: "simulated"
    """
        .formatted(simulator, MODEL);
  }

  private void measureByWords(Measurements measurements, URI server, Cranfield cranfield)
      throws IOException, InterruptedException {
    SearchClient client = new SearchClient(server);
    Map<String, String> numbers = new HashMap<>();
    for (Abstract document : cranfield.documents()) {
      if (!document.text().isEmpty()) {
        numbers.put(client.add(document.title(), "text/plain", document.text()), document.number());
      }
    }
    for (String documentId : numbers.keySet()) {
      client.awaitReady(documentId);
    }

    Quality quality = cranfield.evaluate(question -> search(client, question, numbers));
    measurements.record(
        "words, nDCG@10 (Lucene alone " + LUCENE_NDCG + ")",
        quality.ndcg(),
        "",
        Target.atLeast(LUCENE_NDCG - TOLERANCE));
    measurements.record(
        "words, MAP of " + MAX_PASSAGES + " (Lucene alone " + LUCENE_MAP + ")",
        quality.map(),
        "",
        Target.atLeast(LUCENE_MAP - TOLERANCE));

    List<String> questions = List.copyOf(cranfield.questions().values());
    warmUp(client, questions, "words");
    CallTimes times =
        OpenLoopLoad.run(
            searches,
            SEARCHES_PER_SECOND,
            i -> client.search(questions.get(i % questions.size()), "words", 10).searchMillis());
    record(measurements, "words, index", times.server(), Target.atMost(2), Target.atMost(10));
    record(measurements, "words, whole call", times.total(), Target.none(), Target.none());
    measurements.record("words, failed", times.failed(), "", Target.atMost(0));
  }

  /** A server that has just started interprets its code. */
  private static void warmUp(SearchClient client, List<String> questions, String by)
      throws InterruptedException {
    CallTimes _ =
        OpenLoopLoad.run(
            WARM_UP_SEARCHES,
            SEARCHES_PER_SECOND,
            i -> client.search(questions.get(i % questions.size()), by, 10).searchMillis());
  }

  private static List<String> search(
      SearchClient client, String question, Map<String, String> numbersById) {
    try {
      return client.search(question, "words", MAX_PASSAGES).passages().stream()
          .map(passage -> passage.path("document_id").asText())
          .distinct()
          .map(id -> Objects.requireNonNull(numbersById.get(id)))
          .toList();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Two questions count as different if different documents were judged relevant to them. */
  private static void measureFalseMatches(
      Measurements measurements, EmbeddingClient vectors, Cranfield cranfield)
      throws IOException, InterruptedException {
    List<Integer> numbers = List.copyOf(cranfield.questions().keySet());
    List<float[]> all = vectors.embed(List.copyOf(cranfield.questions().values()));
    int pairs = 0;
    int similar = 0;
    int wrong = 0;
    for (int i = 0; i < all.size(); i++) {
      for (int j = 0; j < i; j++) {
        pairs++;
        if (EmbeddingClient.cosine(all.get(i), all.get(j)) > SIMILARITY_THRESHOLD) {
          similar++;
          Set<String> one = cranfield.relevant().getOrDefault(numbers.get(i), Set.of());
          Set<String> other = cranfield.relevant().getOrDefault(numbers.get(j), Set.of());
          wrong += one.equals(other) ? 0 : 1;
        }
      }
    }
    measurements.record("pairs of questions over a cosine of " + SIMILARITY_THRESHOLD, similar, "");
    measurements.record("of a million pairs, wrongly treated as the same", 1e6 * wrong / pairs, "");
  }

  private void measureByMeaning(Measurements measurements, URI server, EmbeddingClient vectors)
      throws IOException, InterruptedException {
    SearchClient client = new SearchClient(server);
    SyntheticCorpus corpus = new SyntheticCorpus(RunSize.seed());
    long begin = System.nanoTime();
    List<String> embedded = new ArrayList<>(passages);
    List<String> documents = new ArrayList<>();
    while (embedded.size() < passages) {
      documents.add(corpus.add(client, embedded));
    }
    for (String documentId : documents) {
      client.awaitReady(documentId);
    }
    measurements.record(
        "made ready", embedded.size() * 1e9 / (System.nanoTime() - begin), "passages/s");

    List<String> questions = new ArrayList<>();
    for (int i = 0; i < searches; i++) {
      questions.add(corpus.question());
    }
    measureRecall(
        measurements, client, questions.subList(0, Math.min(100, searches)), vectors, embedded);
    warmUp(client, embedded, "meaning");
    // At half the rate, because each question also calls the embedding model.
    CallTimes times =
        OpenLoopLoad.run(
            searches,
            SEARCHES_PER_SECOND / 2,
            i -> client.search(questions.get(i), "meaning", 10).searchMillis());
    String name = "meaning, " + embedded.size() + " passages, ";
    record(measurements, name + "index", times.server(), Target.none(), Target.atMost(20));
    record(measurements, name + "whole call", times.total(), Target.none(), Target.none());
    measurements.record("meaning, failed", times.failed(), "", Target.atMost(0));
  }

  private static void measureRecall(
      Measurements measurements,
      SearchClient client,
      List<String> questions,
      EmbeddingClient vectors,
      List<String> embedded)
      throws IOException, InterruptedException {
    List<float[]> all = vectors.embed(embedded);
    List<float[]> questionVectors = vectors.embed(questions);
    int hits = 0;
    for (int i = 0; i < questionVectors.size(); i++) {
      float[] vector = questionVectors.get(i);
      double[] cosines =
          all.stream().mapToDouble(one -> EmbeddingClient.cosine(one, vector)).toArray();
      double tenth = tenthHighest(cosines);
      for (JsonNode passage : client.search(questions.get(i), "meaning", 10).passages()) {
        hits += cosines[SyntheticCorpus.passageNumber(passage)] >= tenth - 1e-6 ? 1 : 0;
      }
    }
    measurements.record(
        "meaning, recall@10 against exact search",
        hits / (10.0 * questionVectors.size()),
        "",
        Target.atLeast(0.95));
  }

  private static double tenthHighest(double[] cosines) {
    double[] sorted = cosines.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length - 10];
  }

  private static void record(
      Measurements measurements, String name, Histogram micros, Target median, Target tail) {
    measurements.record(name + ", p50", micros.getValueAtPercentile(50) / 1e3, "ms", median);
    measurements.record(name + ", p99", micros.getValueAtPercentile(99) / 1e3, "ms", tail);
  }
}
