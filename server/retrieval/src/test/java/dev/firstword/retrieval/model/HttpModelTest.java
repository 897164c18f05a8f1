package dev.firstword.retrieval.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firstword.core.provider.ScriptedServer;
import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.relay.testing.RefusingPort;
import dev.firstword.retrieval.model.HttpRerankingModel.ApiFormat;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both kinds of models over HTTP, with all the faults that can occur. */
@SuppressWarnings("NullAway.Init") // set before all tests
final class HttpModelTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(400);
  private static final String TEXT = "canary of a question";

  private static SimulatedRetrievalModels simulated;

  @BeforeAll
  static void start() {
    simulated = new SimulatedRetrievalModels();
  }

  @AfterEach
  void clearFaults() {
    simulated.applyFaults();
  }

  @AfterAll
  static void stop() {
    simulated.close();
  }

  @Test
  void embedsEachTextAsAUnitVector() {
    try (HttpEmbeddingModel model = embedding(LONG)) {
      List<float[]> vectors = model.embed(List.of("vacation days", "printer paper", "vacation"));

      assertThat(vectors).allSatisfy(one -> assertThat(cosine(one, one)).isBetween(0.999, 1.001));
      assertThat(cosine(vectors.get(0), vectors.get(2)))
          .isGreaterThan(cosine(vectors.get(0), vectors.get(1)));
      assertThat(model.embed(List.of("vacation days")).getFirst()).isEqualTo(vectors.getFirst());
    }
  }

  @Test
  void requestsTheConfiguredDimensions() {
    ModelEndpoint endpoint = simulated.endpoint(SimulatedRetrievalModels.SMALL, LONG);
    try (HttpEmbeddingModel model = new HttpEmbeddingModel(endpoint, 16)) {
      assertThat(model.embed(List.of("a")).getFirst()).hasSize(16);
      assertThat(model.name()).isEqualTo("small@16");
    }
  }

  @ParameterizedTest
  @EnumSource(ApiFormat.class)
  void scoresTextsInOrder(ApiFormat shape) {
    String tei = "[{\"index\":1,\"score\":0.9},{\"index\":0,\"score\":-2}]";
    try (ScriptedServer server = answering(200, tei);
        HttpRerankingModel model =
            new HttpRerankingModel(
                shape == ApiFormat.TEI
                    ? new ModelEndpoint(server.uri(), "", null, LONG)
                    : simulated.endpoint("rerank", LONG),
                shape)) {
      double[] scores = model.scores("vacation days", List.of("printer paper", "vacation days"));

      assertThat(scores).hasSize(2);
      assertThat(scores[1]).isGreaterThan(scores[0]);
    }
  }

  @Test
  void usesTheTeiFormat() {
    try (ScriptedServer server = answering(200, "[{\"index\":0,\"score\":0.5}]");
        HttpRerankingModel model =
            new HttpRerankingModel(
                new ModelEndpoint(server.uri(), "", null, LONG), ApiFormat.TEI)) {
      model.scores("q", List.of("t"));

      assertThat(server.requests().getFirst().line()).isEqualTo("POST /rerank HTTP/1.1");
      assertThat(server.requests().getFirst().body())
          .isEqualTo("{\"query\":\"q\",\"truncate\":true,\"texts\":[\"t\"]}");
      assertThat(server.requests().getFirst().header("authorization")).isEmpty();
    }
  }

  @Test
  void propagatesTheTrace() {
    String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    try (ScriptedServer embedding = answering(200, "{\"data\":[{\"embedding\":[3,4]}]}");
        ScriptedServer reranking = answering(200, "[{\"index\":0,\"score\":0.5}]");
        HttpEmbeddingModel embedder = raw(embedding.uri());
        HttpRerankingModel reranker =
            new HttpRerankingModel(
                new ModelEndpoint(reranking.uri(), "", null, LONG), ApiFormat.TEI)) {
      embedder.embed(List.of("a"), trace);
      reranker.scores("q", List.of("t"), trace);

      assertThat(embedding.requests().getFirst().header("traceparent")).isEqualTo(trace);
      assertThat(reranking.requests().getFirst().header("traceparent")).isEqualTo(trace);
    }
  }

  @Test
  void acceptsVectorsAsNumbers() {
    try (ScriptedServer server = answering(200, "{\"data\":[{\"index\":0,\"embedding\":[3,4]}]}");
        HttpEmbeddingModel model = raw(server.uri())) {
      assertThat(model.embed(List.of("a")).getFirst()).containsExactly(0.6f, 0.8f);
      assertThat(server.requests().getFirst().line()).isEqualTo("POST /v1/embeddings HTTP/1.1");
      assertThat(server.requests().getFirst().header("authorization")).isEqualTo("Bearer k-1");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://h, http://h/v1/embeddings",
    "http://h/v1/, http://h/v1/embeddings",
    "http://h:1/v1/embeddings, http://h:1/v1/embeddings",
    "http://h/gateway, http://h/gateway/v1/embeddings",
    "http://h/v1beta/openai, http://h/v1beta/openai/embeddings"
  })
  void resolvesTheOperationAgainstAnyBaseUri(URI base, URI address) {
    assertThat(ModelUri.withVersion(base, "/embeddings")).isEqualTo(address);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void everyFaultOfAnEmbeddingModelIsNamed(FaultKind kind) {
    simulated.applyFaults(Fault.always(kind).forModel(SimulatedRetrievalModels.SMALL));
    try (HttpEmbeddingModel model = embedding(isSilent(kind) ? SHORT : LONG)) {
      assertNamed(kind, "embedding", "/v1/embeddings", () -> model.embed(List.of(TEXT)));
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void everyFaultOfARerankingModelIsNamed(FaultKind kind) {
    simulated.applyFaults(Fault.always(kind).forModel("rerank"));
    try (HttpRerankingModel model =
        new HttpRerankingModel(
            simulated.endpoint("rerank", isSilent(kind) ? SHORT : LONG), ApiFormat.COHERE)) {
      assertNamed(kind, "reranking", "/v1/rerank", () -> model.scores(TEXT, List.of(TEXT)));
    }
  }

  static Stream<FaultKind> faults() {
    return Arrays.stream(FaultKind.values()).filter(kind -> !kind.isOddity());
  }

  private static boolean isSilent(FaultKind kind) {
    return switch (kind) {
      case SILENCE, WEDGED_THINKING, EMPTY_DELTAS, HALF_OPEN -> true;
      default -> false;
    };
  }

  private static void assertNamed(FaultKind kind, String what, String path, Runnable call) {
    String happened =
        switch (kind) {
          case REFUSE, CUT -> "closed the connection";
          case AUTHENTICATION -> "does not accept the key (401)";
          case RATE_LIMIT -> "rejected the call because of a rate limit (429)";
          case SERVER_ERROR -> "answered with status 500";
          case OVERLOADED -> "answered with status 503";
          case SILENCE, WEDGED_THINKING, EMPTY_DELTAS, HALF_OPEN ->
              "timed out: no complete response within 400 ms";
          case MALFORMED -> "sent something that is not JSON";
          case HUGE_EVENT -> "sent more than";
          case SLOW_DRIP, SPLIT -> "";
          default -> throw new IllegalArgumentException(kind + " is only about model answers");
        };
    if (happened.isEmpty()) {
      call.run(); // Only the timing of the bytes is unusual.
      return;
    }
    assertThatExceptionOfType(RetrievalException.class)
        .isThrownBy(call::run)
        .withMessageStartingWith("the " + what + " model at http://127.0.0.1:")
        .withMessageContaining(path + " " + happened)
        .satisfies(HttpModelTest::assertNoSecrets);
  }

  private static void assertNoSecrets(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      assertThat(cause.toString().toLowerCase(Locale.ROOT))
          .doesNotContain("canary", "secret-key", "k-1");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"data\":[]} | sent 0 vectors for 2 texts",
        "{\"error\":\"canary\"} | sent 0 vectors for 2 texts",
        "{\"data\":[{\"embedding\":[1]},{\"embedding\":[1,2]}]} | 2 dimensions instead of 1",
        "{\"data\":[{\"embedding\":[]},{\"embedding\":[]}]} | a vector of 0 dimensions",
        "{\"data\":[{\"embedding\":[1]},{}]} | a vector of 0 dimensions instead of 1",
        "{\"data\":[{\"embedding\":[1,null]},{}]} | zero or not finite",
        "{\"data\":[{\"embedding\":[0,0]},{}]} | zero or not finite",
        "{\"data\":[{\"embedding\":\"AADAfw==\"},{}]} | zero or not finite",
        "{\"data\":[{\"embedding\":\"canaryAA\"},{}]} | not made of floats",
        "{\"data\":[{\"embedding\":\"%canary\"},{}]} | not base64",
        "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":0,\"embedding\":[1]}]}"
            + " | an invalid index",
        "{\"data\":[{\"index\":7,\"embedding\":[1]},{}]} | an invalid index",
        "canary | not JSON",
        "\"canary\" | not JSON",
      })
  void rejectsInvalidVectors(String body, String happened) {
    try (ScriptedServer server = answering(200, body);
        HttpEmbeddingModel model = raw(server.uri())) {
      assertThatExceptionOfType(RetrievalException.class)
          .isThrownBy(() -> model.embed(List.of("a", "b")))
          .withMessageContaining("/v1/embeddings sent")
          .withMessageContaining(happened)
          .satisfies(HttpModelTest::assertNoSecrets);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"results\":[]} | sent 0 scores for 2 texts",
        "{\"results\":[{\"index\":0,\"relevance_score\":1},{\"index\":0,\"relevance_score\":1}]}"
            + " | an invalid index",
        "{\"results\":[{\"index\":0,\"relevance_score\":\"x\"},{\"index\":1}]} | not a number",
        "{\"results\":[{\"index\":0},{\"index\":1}]} | not a number",
      })
  void rejectsInvalidScores(String body, String happened) {
    try (ScriptedServer server = answering(200, body);
        HttpRerankingModel model =
            new HttpRerankingModel(
                new ModelEndpoint(server.uri(), "m", "k-1", LONG), ApiFormat.COHERE)) {
      assertThatExceptionOfType(RetrievalException.class)
          .isThrownBy(() -> model.scores(TEXT, List.of("a", "b")))
          .withMessageContaining(happened)
          .satisfies(HttpModelTest::assertNoSecrets);
    }
  }

  @Test
  void rejectsAChangeOfDimensions() {
    try (ScriptedServer server =
            new ScriptedServer(peer -> {
              peer.readRequest();
              peer.sendResponse(200, "", "{\"data\":[{\"embedding\":[1,2,3]}]}");
              peer.readRequest();
              peer.sendResponse(200, "", "{\"data\":[{\"embedding\":[1,2]}]}");
              peer.awaitClose();
            });
        HttpEmbeddingModel model = raw(server.uri())) {
      model.embed(List.of("a"));

      assertThatExceptionOfType(RetrievalException.class)
          .isThrownBy(() -> model.embed(List.of("a")))
          .withMessageContaining("2 dimensions instead of 3");
      assertThat(server.peers()).as("one connection for both").hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "0.5"})
  void reportsRetryAfter(String seconds) {
    try (ScriptedServer server =
            new ScriptedServer(peer -> {
              peer.readRequest();
              peer.sendResponse(429, "retry-after: " + seconds + "\r\n", "canary");
            });
        HttpEmbeddingModel model = raw(server.uri())) {
      RetrievalException failure =
          catchThrowableOfType(RetrievalException.class, () -> model.embed(List.of("a")));

      assertThat(failure.status()).isEqualTo(429);
      assertThat(failure.retryAfter())
          .isEqualTo(Duration.ofMillis(Math.round(Double.parseDouble(seconds) * 1000)));
    }
  }

  @Test
  void reportsARefusedConnection() throws Exception {
    try (RefusingPort refusing = RefusingPort.open();
        HttpEmbeddingModel model = raw(refusing.uri())) {
      assertThatExceptionOfType(RetrievalException.class)
          .isThrownBy(() -> model.embed(List.of(TEXT)))
          .withMessageContaining("refused the connection");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void interruptingTheCallerCancelsTheCall(boolean afterTheHead) throws Exception {
    try (ScriptedServer server =
            new ScriptedServer(peer -> {
              peer.readRequest();
              if (afterTheHead) {
                peer.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{");
              }
              peer.awaitClose();
            });
        HttpEmbeddingModel model = raw(server.uri())) {
      CompletableFuture<Throwable> thrown = new CompletableFuture<>();
      CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
      Thread caller =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  model.embed(List.of("a"));
                } catch (RetrievalException e) {
                  thrown.complete(e);
                  stillInterrupted.complete(Thread.currentThread().isInterrupted());
                }
              });
      Awaitility.await().until(() -> !server.requests().isEmpty());

      caller.interrupt();

      assertThat(thrown.get()).hasMessageContaining("was cancelled by an interrupt");
      assertThat(stillInterrupted.get()).isTrue();
      assertThat(server.awaitFirstPeer().closedNanos()).isPositive();
    }
  }

  private static ScriptedServer answering(int status, String body) {
    return new ScriptedServer(peer -> {
      peer.readRequest();
      peer.sendResponse(status, "content-type: application/json\r\n", body);
      peer.awaitClose();
    });
  }

  private static HttpEmbeddingModel raw(URI uri) {
    return new HttpEmbeddingModel(new ModelEndpoint(uri, "m", "k-1", LONG), null);
  }

  private static HttpEmbeddingModel embedding(Duration timeout) {
    return new HttpEmbeddingModel(
        simulated.endpoint(SimulatedRetrievalModels.SMALL, timeout), null);
  }

  private static double cosine(float[] one, float[] other) {
    double product = 0;
    for (int i = 0; i < one.length; i++) {
      product += (double) one[i] * other[i];
    }
    return product;
  }
}
