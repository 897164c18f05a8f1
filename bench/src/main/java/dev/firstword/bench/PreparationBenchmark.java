package dev.firstword.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.bench.harness.BenchEnvironment;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.ServerNode;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * Runs the worked example: two hundred concurrent turns with injected latency. Authentication takes
 * 40 ms, the history 180, embedding 100, the search 200 and reranking 50. Measures the time until
 * the model is called, with the phases in parallel, in sequence, and with speculative preparation.
 * Documents, embedding and reranking are real; their models are the simulator's.
 *
 * <p>Each mode runs twice. In the first run, turns arrive one after another, a hundred per second,
 * until two hundred are in progress. In the second run, all two hundred arrive at once, and
 * readers, server and simulator share two cores for that burst.
 */
final class PreparationBenchmark implements Benchmark {

  private static final int WARM_UPS = 5;
  private static final int DOCUMENTS = 20;
  private static final int SPECULATION_LEAD_MS = 400;
  private static final int ARRIVAL_INTERVAL_MS = 10;

  /** Long enough that the first turn is still running when the last one arrives. */
  private static final Pace LONG_ANSWER = new Pace(5, 8, 10, 30);

  private static final Pace SHORT_ANSWER = new Pace(5, 8, 1000, 3);

  /** The critical path: embedding, search and reranking. */
  private static final int CRITICAL_PATH_MS = 350;

  private static final int SEQUENTIAL_MS = 570;
  private static final int TOLERANCE_MS = 10;

  /** The time that the user keeps typing after the pause in which the draft was sent. */
  private static final Executor AFTER_LEAD =
      CompletableFuture.delayedExecutor(SPECULATION_LEAD_MS, TimeUnit.MILLISECONDS);

  private static final String INJECTED_DELAYS =
      """
      "delay": {"auth": "40ms", "history": "180ms", "embedding": "100ms", "search": "200ms",
                "reranking": "50ms"}\
      """;

  private static final List<String> TOPICS =
      List.of(
          "granite",
          "harbours",
          "violins",
          "glaciers",
          "contracts",
          "turbines",
          "bakeries",
          "telescopes",
          "vaccines",
          "bicycles",
          "archives",
          "orchards",
          "satellites",
          "dialects",
          "bridges",
          "ceramics",
          "auctions",
          "monsoons",
          "libraries",
          "volcanoes");

  private final int turns = RunSize.of("TURNS", 200);
  private final int rounds = RunSize.of("PASSES", 5);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Override
  public String name() {
    return "preparation";
  }

  @Override
  public String title() {
    return "Preparation: " + turns + " concurrent turns with the latencies of the worked example";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Measurements measurements = new Measurements();
    try (BenchEnvironment environment = BenchEnvironment.open(root)) {
      environment.simulator().setPace(SHORT_ANSWER);
      environment.simulator().setMinRetrievalLatency();
      ServerNode node =
          environment
              .node("server", settings(environment.simulator().address()))
              .with("BENCH_SECRET", PreparationClient.SECRET);
      node.start();
      PreparationClient server = new PreparationClient(client, node.address());
      server.setInjectedLatency("{}");
      for (int i = 1; i <= WARM_UPS; i++) {
        new Round(server, "warm up " + i, -i, 0).run(Mode.PARALLEL);
      }
      for (int pass = 1; pass <= rounds; pass++) {
        System.out.println("  pass " + pass + " of " + rounds);
        for (Mode mode : Mode.values()) {
          server.setInjectedLatency(
              "{" + INJECTED_DELAYS + ", \"sequential\": " + (mode == Mode.SEQUENTIAL) + "}");
          environment.simulator().setPace(LONG_ANSWER);
          String name = "pass " + pass + " " + mode;
          record(
              measurements, "", mode, new Round(server, name, pass, ARRIVAL_INTERVAL_MS).run(mode));
          environment.simulator().setPace(SHORT_ANSWER);
          record(
              measurements,
              "in one burst, ",
              mode,
              new Round(server, name + "!", pass, 0).run(mode));
        }
      }
    }
    return measurements.figures();
  }

  /** Every turn has its own user, because authentication is part of what is measured. */
  private static String settings(URI simulator) {
    return """
    latency_injection:
      enabled: true
    auth:
      jwt:
        - issuer: bench
          audience: firstword
          algorithms: [HS256]
          secret_env: BENCH_SECRET
    retrieval:
      embedding: {base_url: "%s", model: text-embedding-3-small, api_key: simulated}
      reranking: {base_url: "%s", model: rerank-v3.5, api_format: cohere, api_key: simulated}
    profiles:
      chat:
        phases:
          embedding: {budget: 5s}
          search: {budget: 5s}
          reranking: {budget: 5s}
          history: {budget: 5s}
    """
        .formatted(simulator, simulator);
  }

  private enum Mode {
    PARALLEL,
    SEQUENTIAL,
    SPECULATIVE
  }

  private static void record(Measurements measurements, String prefix, Mode mode, Histogram ms) {
    double median = ms.getValueAtPercentile(50);
    double p95 = ms.getValueAtPercentile(95);
    switch (mode) {
      case PARALLEL -> {
        measurements.record(prefix + "at once, before the model, p50", median, "ms");
        measurements.record(
            prefix + "at once, before the model, p95",
            p95,
            "ms",
            Target.atMost(CRITICAL_PATH_MS + TOLERANCE_MS));
      }
      case SEQUENTIAL -> {
        measurements.record(
            prefix + "one after another, before the model, p50",
            median,
            "ms",
            Target.atLeast(SEQUENTIAL_MS));
        measurements.record(prefix + "one after another, before the model, p95", p95, "ms");
      }
      case SPECULATIVE -> {
        measurements.record(
            prefix + "head start of 400 ms, before the model, p50",
            median,
            "ms",
            Target.atMost(20));
        measurements.record(prefix + "head start of 400 ms, before the model, p95", p95, "ms");
      }
    }
  }

  /** Concurrent turns of different users, in existing conversations, over a set of documents. */
  private final class Round {

    private final PreparationClient server;
    private final String tenant;
    private final Random random;
    private final int intervalMs;

    /** Creates a round with its own documents and one turn per interval. */
    Round(PreparationClient server, String name, int pass, int intervalMs) {
      this.intervalMs = intervalMs;
      this.server = server;
      this.tenant = "tenant of " + name;
      this.random = new Random(RunSize.seed() + pass);
    }

    /** Returns the milliseconds from each request to its model call, by the server's clock. */
    Histogram run(Mode mode) throws Exception {
      String librarian = PreparationClient.token(tenant, "librarian");
      for (int i = 0; i < DOCUMENTS; i++) {
        server.addDocument(librarian, TOPICS.get(i % TOPICS.size()), documentText(i));
      }
      List<String> conversations =
          runAll(
              0,
              turn ->
                  server.startConversation(
                      PreparationClient.token(tenant, "person " + turn), "Hello, I am " + turn));
      List<String> tokens =
          IntStream.range(0, turns)
              .mapToObj(turn -> PreparationClient.token(tenant, "person " + turn))
              .toList();
      List<String> questions = IntStream.range(0, turns).mapToObj(this::question).toList();
      List<JsonNode> latencies =
          runAll(
              intervalMs,
              turn -> {
                Supplier<CompletableFuture<JsonNode>> asking =
                    () ->
                        server.ask(tokens.get(turn), conversations.get(turn), questions.get(turn));
                return mode == Mode.SPECULATIVE
                    ? server
                        .prepare(tokens.get(turn), conversations.get(turn), questions.get(turn))
                        .thenComposeAsync(_ -> asking.get(), AFTER_LEAD)
                    : asking.get();
              });
      Histogram ms = new Histogram(3);
      latencies.forEach(latency -> ms.recordValue(millisBeforeModel(latency)));
      return ms;
    }

    private String documentText(int document) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 3; i++) {
        text.append("What is known of ")
            .append(TOPICS.get((document + i) % TOPICS.size()))
            .append(" and ")
            .append(TOPICS.get(random.nextInt(TOPICS.size())))
            .append(" is described here in part ")
            .append(document * 100 + i)
            .append(". ");
      }
      return text.toString();
    }

    /** Returns a unique question, so that no search result can be reused for another turn. */
    private String question(int turn) {
      return "How do "
          + TOPICS.get(turn % TOPICS.size())
          + " and "
          + TOPICS.get((turn / TOPICS.size() + turn + 1) % TOPICS.size())
          + " bear upon "
          + TOPICS.get(random.nextInt(TOPICS.size()))
          + " in part "
          + turn
          + "?";
    }
  }

  private interface TurnTask<T> {
    CompletableFuture<T> start(int turn);
  }

  /** Starts one task per interval, regardless of earlier results, and waits for all of them. */
  private <T> List<T> runAll(int intervalMs, TurnTask<T> task) throws Exception {
    List<CompletableFuture<T>> pending = new ArrayList<>();
    long first = System.nanoTime();
    for (int turn = 0; turn < turns; turn++) {
      long due = first + TimeUnit.MILLISECONDS.toNanos((long) turn * intervalMs);
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      pending.add(task.start(turn));
    }
    List<T> answers = new ArrayList<>();
    for (CompletableFuture<T> one : pending) {
      answers.add(one.get(PreparationClient.TIMEOUT.toSeconds(), TimeUnit.SECONDS));
    }
    return answers;
  }

  private static long millisBeforeModel(JsonNode latency) {
    for (JsonNode phase : latency.path("phases")) {
      if (phase.path("name").asText().equals("model")) {
        return phase.path("start_ms").asLong();
      }
    }
    throw new IllegalStateException("a turn that never called a model: " + latency);
  }
}
