package dev.firstword.simulator;

import static dev.firstword.simulator.SimulatedProvider.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests embedding and reranking over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RetrievalOverHttpTest {
  private SimulatedProvider provider;

  @BeforeAll
  void start() {
    provider = new SimulatedProvider();
  }

  @BeforeEach
  void reset() {
    provider.simulator.apply(SimulatedProvider.FAST_SETTINGS);
  }

  @AfterAll
  void stop() {
    provider.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"documents", "texts"})
  void theMostRelevantDocumentComesFirst(String field) throws Exception {
    JsonNode results = rerank("\"" + field + "\":[\"printer paper\",\"25 days of vacation\"]");

    assertThat(results.at("/results/0/index").asInt()).isEqualTo(1);
    assertThat(results.at("/results/0/relevance_score").asDouble())
        .isGreaterThan(results.at("/results/1/relevance_score").asDouble());
  }

  @Test
  void topNLimitsTheResults() throws Exception {
    JsonNode results =
        rerank("\"documents\":[\"a\",\"vacation\",\"c\"],\"top_n\":1,\"return_documents\":true");

    assertThat(results.path("results").size()).isEqualTo(1);
    assertThat(results.at("/results/0/document/text").asText()).isEqualTo("vacation");
  }

  @Test
  void rerankingNeedsDocuments() throws Exception {
    assertThat(provider.openAi("/v1/rerank", "{\"query\":\"q\"}").statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":\"text-embedding-3-small\"}",
        "{\"model\":\"text-embedding-3-small\",\"input\":\"\"}",
        "{\"model\":\"text-embedding-3-small\",\"input\":[]}",
        "{\"model\":\"text-embedding-3-small\",\"input\":\"a\",\"dimensions\":9999}",
        "{\"model\":\"text-embedding-3-small\",\"input\":\"a\",\"encoding_format\":\"hex\"}",
        "{\"input\":\"a\"}"
      })
  void anInvalidEmbeddingRequestIsRejected(String body) throws Exception {
    assertThat(provider.openAi("/v1/embeddings", body).statusCode()).isEqualTo(400);
  }

  @Test
  void anEmbeddingModelThatIsNotServedIsNotFound() throws Exception {
    assertThat(
            provider
                .openAi("/v1/embeddings", "{\"model\":\"nobody\",\"input\":\"a\"}")
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void anEmbeddingModelCanBeGivenOtherDimensions() throws Exception {
    provider.simulator.apply(
        SimulatedProvider.FAST_SETTINGS.merge(
            json("{\"embedding_models\":{\"all-minilm-l6-v2\":8}}")));

    HttpResponse<String> response =
        provider.openAi("/v1/embeddings", "{\"model\":\"all-minilm-l6-v2\",\"input\":\"a\"}");

    assertThat(json(response.body()).at("/data/0/embedding").size()).isEqualTo(8);
  }

  @Test
  void faultsApplyToRerankModelsByName() throws Exception {
    provider.simulator.apply(
        SimulatedProvider.FAST_SETTINGS.withFaults(
            Fault.always(FaultKind.RATE_LIMIT).forModel("rerank-v3.5")));

    HttpResponse<String> response =
        provider.openAi(
            "/v1/rerank", "{\"model\":\"rerank-v3.5\",\"query\":\"q\",\"documents\":[\"d\"]}");

    assertThat(response.statusCode()).isEqualTo(429);
  }

  @Test
  void bothTakeTheConfiguredTime() throws Exception {
    provider.simulator.apply(
        SimulatedProvider.FAST_SETTINGS.merge(json("{\"embedding_ms\":60,\"rerank_ms\":40}")));

    long embedding =
        millis(() ->
            provider.openAi(
                "/v1/embeddings", "{\"model\":\"text-embedding-3-small\",\"input\":\"a\"}"));
    long reranking = millis(() -> rerank("\"documents\":[\"a\"]"));

    assertThat(embedding).isGreaterThanOrEqualTo(60);
    assertThat(reranking).isGreaterThanOrEqualTo(40);
  }

  private JsonNode rerank(String members) throws Exception {
    return json(
        provider.openAi("/v1/rerank", "{\"query\":\"vacation days\"," + members + "}").body());
  }

  private static long millis(Action action) throws Exception {
    long before = System.nanoTime();
    action.run();
    return (System.nanoTime() - before) / 1_000_000;
  }

  private interface Action {
    Object run() throws Exception;
  }
}
