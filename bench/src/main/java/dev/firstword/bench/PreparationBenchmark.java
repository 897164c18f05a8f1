package dev.firstword.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.bench.client.SignedToken;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.stage.Node;
import dev.firstword.bench.stage.Simulator.Pace;
import dev.firstword.bench.stage.Site;
import dev.firstword.bench.stage.Size;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
 * The worked example: two hundred turns at once whose phases are slowed to 40 ms for knowing the
 * person, 180 for the history, 100 for embedding, 200 for the search and 50 for reranking. How long
 * until the model is asked, with all that can going on at once, with one after the other, and with
 * a head start. Documents, embedding and reranking are real; their models are the simulator's.
 *
 * <p>Twice: people come one after another, a hundred a second, until two hundred turns are under
 * way; and all two hundred in one moment, when readers, server and simulator have two cores for
 * that moment's work.
 */
final class PreparationBenchmark implements Benchmark {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String SECRET = "a-secret-of-the-benchmark-alone-0123456789";
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private static final int WARM_UPS = 5;
  private static final int DOCUMENTS = 20;
  private static final int HEAD_START_MS = 400;
  private static final int COME_EVERY_MS = 10;

  /** The first turn is still under way when the last one comes. */
  private static final Pace LASTING = new Pace(5, 8, 10, 30);

  private static final Pace SHORT = new Pace(5, 8, 1000, 3);

  /** Embedding, search and reranking: the longest way through. */
  private static final int LONGEST_WAY_MS = 350;

  private static final int ONE_AFTER_ANOTHER_MS = 570;
  private static final int ALLOWED_MS = 10;

  /** The person types on for so long after the pause in which the draft was told. */
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(HEAD_START_MS, TimeUnit.MILLISECONDS);

  private static final String SLOWED =
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

  private final int turns = Size.of("TURNS", 200);
  private final int rounds = Size.of("PASSES", 5);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Override
  public String name() {
    return "preparation";
  }

  @Override
  public String title() {
    return "Before the model: " + turns + " turns at once, phases slowed to the worked example";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Passes passes = new Passes();
    try (Site site = Site.open(root)) {
      site.simulator().pace(SHORT);
      // The lab makes phases last as long as they are to; what the models take is part of that.
      site.simulator().embeddingMillis(1);
      site.simulator().rerankMillis(1);
      Node node =
          site.node("server", settings(site.simulator().address())).with("BENCH_SECRET", SECRET);
      node.start();
      Server server = new Server(client, node.address());
      server.lab("{}");
      for (int i = 1; i <= WARM_UPS; i++) {
        new Round(server, "warm up " + i, -i, 0).run(Way.AT_ONCE);
      }
      for (int pass = 1; pass <= rounds; pass++) {
        System.out.println("  pass " + pass + " of " + rounds);
        for (Way way : Way.values()) {
          server.lab("{" + SLOWED + ", \"sequential\": " + (way == Way.ONE_AFTER_ANOTHER) + "}");
          site.simulator().pace(LASTING);
          String name = "pass " + pass + " " + way;
          record(passes, "", way, new Round(server, name, pass, COME_EVERY_MS).run(way));
          site.simulator().pace(SHORT);
          record(passes, "in one moment, ", way, new Round(server, name + "!", pass, 0).run(way));
        }
      }
    }
    return passes.figures();
  }

  /** Every turn is its own person's: the time to know one is part of what is measured. */
  private static String settings(URI simulator) {
    return """
    lab:
      enabled: true
    auth:
      jwt:
        - issuer: bench
          audience: firstword
          algorithms: [HS256]
          secret_env: BENCH_SECRET
    retrieval:
      embedding: {base_url: "%s", model: text-embedding-3-small, key: simulated}
      reranking: {base_url: "%s", model: rerank-v3.5, shape: cohere, key: simulated}
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

  private enum Way {
    AT_ONCE,
    ONE_AFTER_ANOTHER,
    HEAD_START
  }

  private static void record(Passes passes, String how, Way way, Histogram ms) {
    double median = ms.getValueAtPercentile(50);
    double p95 = ms.getValueAtPercentile(95);
    switch (way) {
      case AT_ONCE -> {
        passes.record(how + "at once, before the model, p50", median, "ms");
        passes.record(
            how + "at once, before the model, p95",
            p95,
            "ms",
            Target.atMost(LONGEST_WAY_MS + ALLOWED_MS));
      }
      case ONE_AFTER_ANOTHER -> {
        passes.record(
            how + "one after another, before the model, p50",
            median,
            "ms",
            Target.atLeast(ONE_AFTER_ANOTHER_MS));
        passes.record(how + "one after another, before the model, p95", p95, "ms");
      }
      case HEAD_START -> {
        passes.record(
            how + "head start of 400 ms, before the model, p50", median, "ms", Target.atMost(20));
        passes.record(how + "head start of 400 ms, before the model, p95", p95, "ms");
      }
    }
  }

  /** Turns of as many people at once, in conversations that they have begun, over documents. */
  private final class Round {

    private final Server server;
    private final String tenant;
    private final Random chance;
    private final int apartMs;

    /** Over documents of its own; a turn every so many milliseconds. */
    Round(Server server, String name, int pass, int apartMs) {
      this.apartMs = apartMs;
      this.server = server;
      this.tenant = "tenant of " + name;
      this.chance = new Random(Size.seed() + pass);
    }

    /** Milliseconds from the request to the model's call, by the server's clock. */
    Histogram run(Way way) throws Exception {
      String librarian = token(tenant, "librarian");
      for (int i = 0; i < DOCUMENTS; i++) {
        server.addDocument(librarian, TOPICS.get(i % TOPICS.size()), text(i));
      }
      List<String> conversations =
          all(0, turn -> server.begin(token(tenant, "person " + turn), "Hello, I am " + turn));
      List<String> tokens =
          IntStream.range(0, turns).mapToObj(turn -> token(tenant, "person " + turn)).toList();
      List<String> questions = IntStream.range(0, turns).mapToObj(this::question).toList();
      List<JsonNode> latencies =
          all(
              apartMs,
              turn -> {
                Supplier<CompletableFuture<JsonNode>> asking =
                    () ->
                        server.ask(tokens.get(turn), conversations.get(turn), questions.get(turn));
                return way == Way.HEAD_START
                    ? server
                        .prepare(tokens.get(turn), conversations.get(turn), questions.get(turn))
                        .thenComposeAsync(_ -> asking.get(), LATER)
                    : asking.get();
              });
      Histogram ms = new Histogram(3);
      latencies.forEach(latency -> ms.recordValue(beforeTheModel(latency)));
      return ms;
    }

    private String text(int document) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 3; i++) {
        text.append("What is known of ")
            .append(TOPICS.get((document + i) % TOPICS.size()))
            .append(" and ")
            .append(TOPICS.get(chance.nextInt(TOPICS.size())))
            .append(" is told here in its part ")
            .append(document * 100 + i)
            .append(". ");
      }
      return text.toString();
    }

    /** No two ask for the same: nothing found for one is of use to another. */
    private String question(int turn) {
      return "How do "
          + TOPICS.get(turn % TOPICS.size())
          + " and "
          + TOPICS.get((turn / TOPICS.size() + turn + 1) % TOPICS.size())
          + " bear upon "
          + TOPICS.get(chance.nextInt(TOPICS.size()))
          + " in part "
          + turn
          + "?";
    }
  }

  private interface Asking<T> {
    CompletableFuture<T> of(int turn);
  }

  /** One after another, by the clock and not by the answers; waits for all of them. */
  private <T> List<T> all(int apartMs, Asking<T> asking) throws Exception {
    List<CompletableFuture<T>> asked = new ArrayList<>();
    long first = System.nanoTime();
    for (int turn = 0; turn < turns; turn++) {
      long due = first + TimeUnit.MILLISECONDS.toNanos((long) turn * apartMs);
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      asked.add(asking.of(turn));
    }
    List<T> answers = new ArrayList<>();
    for (CompletableFuture<T> one : asked) {
      answers.add(one.get(LONGEST.toSeconds(), TimeUnit.SECONDS));
    }
    return answers;
  }

  private static long beforeTheModel(JsonNode latency) {
    for (JsonNode phase : latency.path("phases")) {
      if (phase.path("name").asText().equals("model")) {
        return phase.path("start_ms").asLong();
      }
    }
    throw new IllegalStateException("a turn that never asked a model: " + latency);
  }

  /** Good for some minutes, and never the same twice: the server has to verify each. */
  private static String token(String tenant, String user) {
    ObjectNode claims = JSON.createObjectNode();
    claims.put("iss", "bench").put("aud", "firstword").put("tenant", tenant).put("sub", user);
    claims.put("exp", Instant.now().plusSeconds(600).getEpochSecond());
    claims.put("jti", Long.toString(System.nanoTime()));
    return SignedToken.of(claims.toString(), SECRET.getBytes(UTF_8));
  }

  /** The routes that a round needs. */
  private record Server(HttpClient client, URI address) {

    void lab(String state) throws Exception {
      send(request("/api/lab", token("lab", "lab")).PUT(BodyPublishers.ofString(state)))
          .get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    }

    void addDocument(String token, String title, String text) throws Exception {
      ObjectNode body = JSON.createObjectNode();
      body.put("title", title).put("media_type", "text/plain").put("text", text);
      post("/api/documents", token, body).get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    }

    /** Begins a conversation, and tells its id once its first turn is over. */
    CompletableFuture<String> begin(String token, String message) {
      return post("/api/chat/stream", token, JSON.createObjectNode().put("message", message))
          .thenApply(stream -> event(stream, "start").path("conversation_id").asText());
    }

    CompletableFuture<String> prepare(String token, String conversation, String draft) {
      return post(
          "/api/prepare",
          token,
          JSON.createObjectNode().put("conversation_id", conversation).put("draft", draft));
    }

    /** Asks, and tells the latency of the turn once it is over. */
    CompletableFuture<JsonNode> ask(String token, String conversation, String message) {
      return post(
              "/api/chat/stream",
              token,
              JSON.createObjectNode().put("conversation_id", conversation).put("message", message))
          .thenApply(stream -> {
            requireSources(stream);
            return event(stream, "done").path("latency");
          });
    }

    private static void requireSources(String stream) {
      if (!stream.contains("\"type\":\"sources\"")) {
        throw new IllegalStateException("a turn that found no passages: " + stream);
      }
    }

    private CompletableFuture<String> post(String path, String token, ObjectNode body) {
      return send(request(path, token).POST(BodyPublishers.ofString(body.toString())));
    }

    private HttpRequest.Builder request(String path, String token) {
      return HttpRequest.newBuilder(address.resolve(path))
          .timeout(LONGEST)
          .header("Authorization", "Bearer " + token)
          .header("Content-Type", "application/json");
    }

    private CompletableFuture<String> send(HttpRequest.Builder request) {
      return client
          .sendAsync(request.build(), BodyHandlers.ofString())
          .thenApply(Server::requireSuccess);
    }

    private static String requireSuccess(HttpResponse<String> response) {
      if (response.statusCode() / 100 != 2) {
        throw new IllegalStateException(
            response.uri() + " answered " + response.statusCode() + " " + response.body());
      }
      return response.body();
    }

    private static JsonNode event(String stream, String type) {
      for (String line : stream.split("\n", -1)) {
        if (line.startsWith("data: {\"type\":\"" + type + "\"")) {
          try {
            return JSON.readTree(line.substring("data: ".length()));
          } catch (IOException e) {
            throw new IllegalStateException("an event that is not JSON: " + line, e);
          }
        }
      }
      throw new IllegalStateException("a stream without " + type + ": " + stream);
    }
  }
}
