package dev.firstword.system;

import static dev.firstword.system.DocumentFixture.LONG;
import static dev.firstword.system.DocumentFixture.add;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Searching documents over HTTP, with and without the models. */
final class DocumentSearchTest {

  @RegisterExtension static final DocumentFixture DOCUMENTS = new DocumentFixture();

  /** Has no models for retrieval. */
  @RegisterExtension
  static final ServerFixture LEXICAL =
      new ServerFixture(DocumentFixture::addKey, settings -> settings);

  @Test
  void isFoundByMeaningAndWordsUntilDeleted() {
    String id = DOCUMENTS.addedId("Everybody has 25 days of vacation a year.");
    DOCUMENTS.addedId("Printers need paper and toner.");

    JsonNode found = DOCUMENTS.search("{\"query\":\"how many vacation days\",\"limit\":1}");

    assertThat(found.path("passages")).hasSize(1);
    JsonNode passage = found.path("passages").path(0);
    assertThat(passage.path("document_id").asText()).isEqualTo(id);
    assertThat(passage.path("text").asText()).contains("25 days");
    assertThat(passage.path("id").asText()).isNotBlank();
    assertThat(found.path("ways").asText()).isEqualTo("both");
    assertThat(found.path("reranked").asBoolean()).isTrue();
    assertThat(found.path("version").asLong()).isEqualTo(2);
    assertThat(found.path("timing").path("embedding_ms").asDouble()).isPositive();
    assertThat(found.path("timing").path("search_ms").asDouble()).isPositive();
    assertThat(found.path("timing").path("reranking_ms").asDouble()).isPositive();

    assertThat(DOCUMENTS.client().send("DELETE", "/api/documents/" + id).status()).isEqualTo(204);

    assertThat(DOCUMENTS.documents("{\"query\":\"how many vacation days\"}")).doesNotContain(id);
    ProblemAssertions.assertProblem(
        DOCUMENTS.client().get("/api/documents/" + id), 404, "unknown_document");
    ProblemAssertions.assertProblem(
        DOCUMENTS.client().send("DELETE", "/api/documents/" + id), 404, "unknown_document");
  }

  @ParameterizedTest
  @CsvSource({"words, words", "meaning, meaning", "both, both"})
  void isFoundByTheRequestedMethod(String by, String ways) {
    String id = DOCUMENTS.addedId("Everybody has 25 days of vacation a year.");

    JsonNode found =
        DOCUMENTS.search("{\"query\":\"vacation\",\"rerank\":false,\"by\":\"" + by + "\"}");

    assertThat(found.path("ways").asText()).isEqualTo(ways);
    assertThat(found.path("reranked").asBoolean()).isFalse();
    assertThat(found.path("passages").path(0).path("document_id").asText()).isEqualTo(id);
  }

  @Test
  void reusesASimilarSearchUntilADocumentChanges() {
    DOCUMENTS.addedId("Everybody has 25 days of vacation a year.");
    String question = "{\"query\":\"vacation days a year\"}";
    String same = "{\"query\":\"  vacation   days a year \"}";

    assertThat(DOCUMENTS.search(question).path("reused").asBoolean()).isFalse();
    JsonNode again = DOCUMENTS.search(same);
    assertThat(again.path("reused").asBoolean()).isTrue();
    assertThat(again.path("passages")).isEqualTo(DOCUMENTS.search(question).path("passages"));

    String newest = DOCUMENTS.addedId("From now on everybody has 26 days of vacation a year.");
    assertThat(DOCUMENTS.search(question).path("reused").asBoolean()).isFalse();
    assertThat(DOCUMENTS.documents(same)).contains(newest);
  }

  @Test
  void searchesByWordsWhileTheEmbeddingModelIsDown() {
    String id = DOCUMENTS.addedId("Everybody has 25 days of vacation a year.");
    DOCUMENTS.applyFaults(Fault.always(FaultKind.SERVER_ERROR));

    JsonNode found = DOCUMENTS.search("{\"query\":\"vacation\"}");

    assertThat(found.path("ways").asText()).isEqualTo("words");
    assertThat(found.path("reranked").asBoolean()).isFalse();
    assertThat(found.path("passages").path(0).path("document_id").asText()).isEqualTo(id);
    ProblemAssertions.assertProblem(
        DOCUMENTS.client().post("/api/search", "{\"query\":\"vacation\",\"by\":\"meaning\"}"),
        503,
        "search_unavailable");
  }

  @Test
  void isFoundByWordsUntilTheEmbeddingModelRecovers() {
    DOCUMENTS.applyFaults(Fault.always(FaultKind.SERVER_ERROR));
    String id = DOCUMENTS.addedId("Everybody has 25 days of vacation a year.");
    assertThat(DOCUMENTS.client().get("/api/documents/" + id).json().has("embedded_by")).isFalse();
    assertThat(DOCUMENTS.documents("{\"query\":\"vacation\"}")).containsExactly(id);

    DOCUMENTS.applyFaults();

    Awaitility.await()
        .atMost(LONG)
        .until(() -> DOCUMENTS.client().get("/api/documents/" + id).json().has("embedded_by"));
    Awaitility.await()
        .atMost(LONG)
        .until(
            () -> DOCUMENTS.documents("{\"query\":\"vacation\",\"by\":\"meaning\"}").contains(id));
  }

  @Test
  void searchesByWordsWithoutAnEmbeddingModelAndReportsIt() {
    String key = new TestKeys(LEXICAL.data()).add(new Caller("acme", "ada"), Role.USER);
    Client here = LEXICAL.client(key);
    String id = add(here, "{\"text\":\"Vacation is 25 days.\"}").json().path("id").asText();

    JsonNode list = here.get("/api/documents").json();
    JsonNode found = here.post("/api/search", "{\"query\":\"vacation\"}").json();

    assertThat(list.path("ways").asText()).isEqualTo("words");
    assertThat(list.has("embedding_model")).isFalse();
    assertThat(found.path("ways").asText()).isEqualTo("words");
    assertThat(found.path("passages").path(0).path("document_id").asText()).isEqualTo(id);
    ProblemAssertions.assertProblem(
        here.post("/api/search", "{\"query\":\"vacation\",\"by\":\"meaning\"}"), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"query\":\" \"}",
        "{\"query\":7}",
        "{\"query\":\"a\",\"limit\":0}",
        "{\"query\":\"a\",\"limit\":51}",
        "{\"query\":\"a\",\"limit\":1.5}",
        "{\"query\":\"a\",\"by\":\"luck\"}",
        "{\"query\":\"a\",\"rerank\":1}",
        "{\"query\":\"\\ud83d\"}",
      })
  void rejectsAnInvalidSearch(String body) {
    ProblemAssertions.assertProblem(
        DOCUMENTS.client().post("/api/search", body), 400, "malformed_request");
  }
}
